import { wavelengthA } from '@vitreous/numerics';
import { sumsPerSample, type GroupSums } from './group-sums.js';

/**
 * How far the defocus of one particle is off, Å, from its own sums: the most likely place within `reachA`, expected about 0 with a
 * deviation of `spreadA`.
 */
export function fitDefocus(particle: GroupSums, { reachA, spreadA }: { reachA: number; spreadA: number }): number {
  const rings = sumOnRings(particle);
  const score = (defocusA: number): number => {
    let total = -(defocusA ** 2) / (2 * spreadA ** 2);
    for (const { perA, sums } of rings) {
      const [s, c] = [Math.sin(perA * defocusA), Math.cos(perA * defocusA)];
      const [sine = 0, cosine = 0, , ss = 0, sc = 0, cc = 0] = sums;
      total += sine * c + cosine * s - 0.5 * (ss * c * c + 2 * sc * s * c + cc * s * s);
    }
    return total;
  };
  // Contrast at the finest frequency turns by a quarter of a half turn a step.
  const step = (0.25 * Math.PI) / Math.max(...rings.map(({ perA }) => perA));
  const reach = Math.max(1, Math.ceil(reachA / step));
  const places = Array.from({ length: 2 * reach + 1 }, (_, i) => ((i - reach) * reachA) / reach);
  const scores = places.map(score);
  const best = scores.indexOf(Math.max(...scores));
  const [before, own, after] = [scores[best - 1], scores[best], scores[best + 1]];
  if (before === undefined || own === undefined || after === undefined) return places[best] ?? 0;
  const bend = before - 2 * own + after;
  const part = bend < 0 ? (0.5 * (before - after)) / bend : 0;
  return (places[best] ?? 0) + (part * reachA) / reach;
}

/** Defocus turns all of a ring alike: its sums, and the phase that 1 Å makes there. */
function sumOnRings({ sums, samples, accelKv }: GroupSums): { perA: number; sums: Float64Array }[] {
  const rings: { perA: number; sums: Float64Array }[] = [];
  const perSquareA = Math.PI * wavelengthA(accelKv);
  samples.forEach(({ kx, ky, ring, share }, sample) => {
    const perA = perSquareA * (kx * kx + ky * ky);
    const own = (rings[ring] ??= { perA, sums: new Float64Array(sumsPerSample) }).sums;
    for (let kind = 0; kind < sumsPerSample; kind++) {
      own[kind] = (own[kind] ?? 0) + share * (sums[sumsPerSample * sample + kind] ?? 0);
    }
  });
  return rings;
}
