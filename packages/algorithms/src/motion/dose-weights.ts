import { amplitudeLeft } from '../radiation-damage.js';

/** Accumulated exposure at the end of each frame, e/Å², from the exposure of each; `before` was already received. */
export function accumulateDoses(doseOfFrame: ArrayLike<number>, before: number): Float64Array {
  let total = before;
  return Float64Array.from(doseOfFrame, (dose) => (total += dose));
}

/**
 * Weights of all frames at `k` (1/Å): q / sqrt(mean of q²), q being `amplitudeLeft`. Divided so, the weighted sum has
 * the noise of the plain one at every frequency, and the same mean.
 */
export function normalisedWeights(k: number, doses: ArrayLike<number>, accelKv: number): Float64Array {
  const weights = Float64Array.from(doses, (dose) => amplitudeLeft(k, dose, accelKv));
  const power = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
  // Where every frame's weight has vanished, the least damaged frame is all there is.
  if (power < 1e-24) return weights.map((_, frame) => (frame === 0 ? Math.sqrt(weights.length) : 0));
  return weights.map((value) => value / Math.sqrt(power));
}
