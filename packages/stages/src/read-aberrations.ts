import { hasOddAberration, undoOddAberrations, type OddAberration, type ParticleSource } from '@vitreous/algorithms';
import { findNumbers, type Dataset } from '@vitreous/formats';

/** Aberrations beyond defocus of the rows of a table (ctf/shift_A, ctf/tilt_A, ctf/trefoil_A, ctf/tetra_A); none where it does not say. */
export interface RowAberrations {
  /** One object for all rows that have the same; null for none. */
  readonly odd: (row: number) => OddAberration | null;
  readonly tetraA: (row: number) => readonly [number, number, number, number] | null;
}

export function readAberrations(table: Dataset): RowAberrations {
  const column = (name: string): ArrayLike<number> | null => findNumbers(table, `ctf/${name}`);
  const [shift, tilt, trefoil] = [column('shift_A'), column('tilt_A'), column('trefoil_A')];
  const [tetra, kv] = [column('tetra_A'), column('accel_kv')];
  const known = new Map<string, OddAberration>();
  return {
    odd: (row) => {
      const at = (values: ArrayLike<number> | null, axis: number): number => values?.[2 * row + axis] ?? 0;
      const one: OddAberration = {
        accelKv: kv?.[row] ?? NaN,
        shiftA: [at(shift, 0), at(shift, 1)],
        tiltA: [at(tilt, 0), at(tilt, 1)],
        trefoilA: [at(trefoil, 0), at(trefoil, 1)],
      };
      if (!hasOddAberration(one)) return null;
      const key = [one.accelKv, ...one.shiftA, ...one.tiltA, ...one.trefoilA].join();
      const kept = known.get(key) ?? one;
      known.set(key, kept);
      return kept;
    },
    tetraA: (row) => {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((axis) => tetra?.[4 * row + axis] ?? 0);
      return [a, b, c, d].some((value) => value !== 0) ? [a, b, c, d] : null;
    },
  };
}

/** Particles as they would be without their odd aberrations. */
export function withoutOddAberrations(
  source: ParticleSource,
  { odd }: RowAberrations,
  threads: number,
): ParticleSource {
  const some = Array.from({ length: source.count }, (_, row) => row).some((row) => odd(row) !== null);
  if (!some) return source;
  return {
    ...source,
    read: async (particles) =>
      undoOddAberrations(await source.read(particles), source, (image) => odd(particles[image] ?? 0), { threads }),
  };
}
