/**
 * Dose weights: how much of the signal at a frequency is left after an exposure.
 *
 * Grant and Grigorieff, eLife 4:e06980 (2015), equation 3 and figure 5: at 300 kV the critical exposure is
 * N(k) = 0.24499 k^-1.6649 + 2.8141 e/Å², k in 1/Å, and the amplitude left after an exposure D is
 * exp(-D / (2 N(k))). At other voltages exposure damages in proportion to the inelastic cross section: N is
 * multiplied by 0.8 at 200 kV (their measurement) and by 0.57 at 100 kV.
 */

/** Critical exposure, e/Å², at `k` (1/Å); infinite at k = 0. */
export function criticalDose(k: number, accelKv: number): number {
  return (0.24499 * k ** -1.6649 + 2.8141) * voltageFactor(accelKv);
}

function voltageFactor(accelKv: number): number {
  if (accelKv > 250) return 1;
  return accelKv > 150 ? 0.8 : 0.57;
}

/** Share of the amplitude at `k` (1/Å) left after an exposure of `doseEPerA2`. */
export function doseFilter(k: number, doseEPerA2: number, accelKv: number): number {
  return k <= 0 ? 1 : Math.exp(-doseEPerA2 / (2 * criticalDose(k, accelKv)));
}

/** Accumulated exposure at the middle of each frame and at its end, e/Å². */
export interface FrameDoses {
  readonly middle: Float64Array;
  readonly end: Float64Array;
}

/** From the exposure of each frame, before which `before` was already received. */
export function accumulateDoses(doseOfFrame: ArrayLike<number>, before: number): FrameDoses {
  const end = new Float64Array(doseOfFrame.length);
  let total = before;
  for (let frame = 0; frame < end.length; frame++) end[frame] = total += doseOfFrame[frame] ?? 0;
  return { middle: end.map((value, frame) => value - (doseOfFrame[frame] ?? 0) / 2), end };
}

/**
 * Weights of all frames at `k` (1/Å): q / sqrt(mean of q²), q being `doseFilter`. Divided so, the weighted sum has
 * the noise of the plain one at every frequency, and the same mean.
 */
export function normalisedWeights(k: number, doses: ArrayLike<number>, accelKv: number): Float64Array {
  const weights = Float64Array.from(doses, (dose) => doseFilter(k, dose, accelKv));
  const power = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
  // Where every frame's weight has vanished, the least damaged frame is all there is.
  if (power < 1e-24) return weights.map((_, frame) => (frame === 0 ? Math.sqrt(weights.length) : 0));
  return weights.map((value) => value / Math.sqrt(power));
}
