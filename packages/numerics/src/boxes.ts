import type { Image, Stack } from './image.js';
import { native } from './native.js';

/** First row and column of a box in an image. */
export interface BoxCorner {
  readonly top: number;
  readonly left: number;
}

/** Squares of `size` pixels out of `image`. Rejects when one reaches out of it. */
export async function cutBoxes(
  image: Image,
  corners: readonly BoxCorner[],
  size: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Stack> {
  const flat = Uint32Array.from(corners.flatMap(({ top, left }) => [top, left]));
  const data = await native.cutBoxes(image.data, image.height, image.width, flat, size, threads);
  return { count: corners.length, height: size, width: size, data };
}

/**
 * Boxes less the plane through their pixels further than `radiusPx` from pixel floor(n / 2), divided by those pixels'
 * deviation about it, times `sign`: background of mean 0 and deviation 1. Pixels that are not finite become 0. A box
 * with a flat background is not divided.
 */
export async function normaliseBoxes(
  boxes: Stack,
  radiusPx: number,
  { sign = 1, threads = 1 }: { sign?: 1 | -1; threads?: number } = {},
): Promise<Stack> {
  const { count, height, width, data } = boxes;
  if (height !== width) throw new RangeError(`boxes are square, not ${height} x ${width} pixels`);
  return { count, height, width, data: await native.normaliseBoxes(data, width, radiusPx, sign, threads) };
}
