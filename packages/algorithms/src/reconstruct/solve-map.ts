import type { SliceSums } from '@vitreous/numerics';
import { softSphere } from '../mask/soft-sphere.js';

/** What is added to denominators where nothing is known of the signal: a part of their mean. */
const floor = 1e-3;
const cornerEdgePx = 3;
/** The least and the greatest ratio of signal to noise that is believed. */
const [leastRatio, mostRatio] = [1e-4, 1e3];

/** The map of sums as they are: denominators are kept from 0 and no more. */
export async function divideSums(sums: SliceSums, options: { threads?: number } = {}): Promise<Float32Array> {
  const means = await sums.meanDenominators();
  const map = await sums.toVolume(
    means.map((mean) => floor * mean),
    means.map(() => 1),
    options,
  );
  return withoutCorners(map, sums.boxPx);
}

/**
 * The map that a Wiener filter makes of sums: with the ratio of signal to noise at each radius follows how much is added to the
 * denominators (Scheres 2012, J. Struct. Biol. 180, 519).
 */
export async function regulariseSums(
  sums: SliceSums,
  ratios: Float64Array,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const means = await sums.meanDenominators();
  const added = means.map((mean, radius) => mean / Math.min(mostRatio, Math.max(leastRatio, ratios[radius] ?? 0)));
  const map = await sums.toVolume(
    added,
    means.map(() => 1),
    { threads },
  );
  return withoutCorners(map, sums.boxPx);
}

/** Ratio of signal to noise of a half map from the correlation with the other, or, with `maps` 2, of both together. */
export function signalToNoise(fsc: ArrayLike<number>, maps: 1 | 2): Float64Array {
  return Float64Array.from(fsc, (value) => {
    const sure = Math.min(0.999, Math.max(0, value));
    return (maps * sure) / (1 - sure);
  });
}

/** A map within the ball that fits in its box: corners hold noise, more of it than all else. */
function withoutCorners(map: Float32Array, boxPx: number): Float32Array {
  const ball = softSphere(boxPx, Math.floor(boxPx / 2) - cornerEdgePx - 1, cornerEdgePx);
  return map.map((value, i) => value * (ball[i] ?? 0));
}
