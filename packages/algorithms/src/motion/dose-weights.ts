import { amplitudeLeft } from '../radiation-damage.js';

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
