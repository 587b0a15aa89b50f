import { correlateVolumes, crossingOf, filterVolume, lowPass } from '../fsc/shells.js';

/** A reference made of two halves that were aligned to one map. */
export interface JoinedMap {
  readonly map: Float32Array;
  /** The correlation of the halves, which flatters: they share what they were aligned to. */
  readonly fsc: Float64Array;
  /** The shell at which it falls below 0.5. */
  readonly agreed: number;
}

/**
 * The mean of two halves of n³ voxels up to shell `shells`, filtered twice by what they agree on: halves agree better than they
 * should, and what is noise in a reference holds on to the particles that it came from. Seen through `mask`.
 */
export async function joinFiltered(
  halves: readonly [Float32Array, Float32Array],
  { n, shells, mask }: { n: number; shells: number; mask: Float32Array },
  { threads = 1 }: { threads?: number } = {},
): Promise<JoinedMap> {
  const [a, b] = [0, 1].map((half) => (halves[half] ?? mask).map((value, i) => value * (mask[i] ?? 0)));
  if (a === undefined || b === undefined) throw new RangeError('two halves are joined');
  const fsc = await correlateVolumes(a, b, n, { threads });
  const edge = lowPass(shells, 1);
  const filtered = await filterVolume(
    a.map((value, i) => 0.5 * (value + (b[i] ?? 0))),
    n,
    (radius) => {
      const c = Math.min(1, Math.max(0, fsc[Math.round(radius)] ?? 0));
      const wiener = (2 * c) / (1 + c);
      return edge(radius) * wiener ** 2;
    },
    { threads },
  );
  return { map: filtered.map((value, i) => value * (mask[i] ?? 0)), fsc, agreed: crossingOf(fsc, 0.5) };
}
