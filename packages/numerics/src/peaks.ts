import type { Image } from './image.js';
import { native } from './native.js';

/** A high point of a map. */
export interface Peak {
  /** Where a parabola through the pixel and its neighbours is highest, px; within half a pixel of the pixel. */
  readonly x: number;
  readonly y: number;
  /** The map at the pixel. */
  readonly value: number;
  /** y * width + x of the pixel. */
  readonly index: number;
}

/**
 * Peaks of `map` above `threshold`, highest first, none closer than `minDistancePx` to a higher one, at most
 * `maxHits`. A pixel is a peak when none of its eight neighbours is higher; NaN never is.
 */
export async function findPeaks(
  map: Image,
  {
    threshold = -Infinity,
    minDistancePx = 0,
    maxHits = 0xffffffff,
    threads = 1,
  }: { threshold?: number; minDistancePx?: number; maxHits?: number; threads?: number } = {},
): Promise<Peak[]> {
  const flat = await native.findPeaks(map.data, map.height, map.width, threshold, minDistancePx, maxHits, threads);
  return Array.from({ length: flat.length / 4 }, (_, i) => {
    const [x = 0, y = 0, value = 0, index = 0] = flat.subarray(4 * i, 4 * i + 4);
    return { x, y, value, index };
  });
}
