import { amplitudeLeft } from '../radiation-damage.js';
import { symmetricEigen } from '../symmetric-eigen.js';

/** Damage of all frames as a few fixed curves over frequency, mixed anew for each frame. */
export interface DamageModes {
  /** Curves over k in 1/Å. */
  readonly curves: readonly ((k: number) => number)[];
  /** `weights[frame][curve]`. */
  readonly weights: readonly (readonly number[])[];
}

/**
 * As few curves as reproduce `amplitudeLeft` for each of `exposures` (the middle of each frame) up to `kMax`: the
 * leading vectors of the table frames x frequencies. The error, times what the envelope `bFactorA2` leaves of that
 * frequency, stays below `tolerance`. Three or four serve 40 frames.
 */
export function findDamageModes(
  exposures: readonly number[],
  kMax: number,
  accelKv: number,
  bFactorA2 = 0,
  tolerance = 2e-3,
): DamageModes {
  const ks = Array.from({ length: 96 }, (_, i) => (kMax * (i + 0.5)) / 96);
  const envelope = ks.map((k) => Math.exp((-bFactorA2 * k * k) / 4));
  const rows = exposures.map((exposure) => ks.map((k, i) => (envelope[i] ?? 0) * amplitudeLeft(k, exposure, accelKv)));
  const gram = rows.map((a) =>
    Float64Array.from(rows, (b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)),
  );
  const { vectors } = symmetricEigen(gram);
  const curve =
    (vector: Float64Array) =>
    (k: number): number =>
      exposures.reduce((sum, exposure, i) => sum + (vector[i] ?? 0) * amplitudeLeft(k, exposure, accelKv), 0);
  for (let rank = 1; ; rank++) {
    const kept = vectors.slice(0, rank);
    const modes = { curves: kept.map(curve), weights: exposures.map((_, i) => kept.map((vector) => vector[i] ?? 0)) };
    if (rank >= exposures.length || rank >= 8 || worstError(modes, rows, ks, envelope) < tolerance) return modes;
  }
}

function worstError(
  modes: DamageModes,
  rows: readonly (readonly number[])[],
  ks: readonly number[],
  envelope: readonly number[],
): number {
  const tables = modes.curves.map((curve) => ks.map((k, i) => (envelope[i] ?? 0) * curve(k)));
  const errors = rows.flatMap((row, frame) =>
    row.map((wanted, i) => {
      const weights = modes.weights[frame] ?? [];
      return Math.abs(wanted - tables.reduce((sum, table, mode) => sum + (table[i] ?? 0) * (weights[mode] ?? 0), 0));
    }),
  );
  return Math.max(...errors);
}
