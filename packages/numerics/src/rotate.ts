import type { Stack } from './image.js';
import { native } from './native.js';

/**
 * Each image of a stack of squares turned by each angle (radians, from x towards y) about its pixel floor(n / 2):
 * a stack of count * angles images, all angles of the first image first. Outside an image there are zeros.
 * Detail up to four fifths of the Nyquist frequency keeps its strength to about 1 %.
 */
export async function rotateImages(
  stack: Stack,
  anglesRad: readonly number[],
  { threads = 1 }: { threads?: number } = {},
): Promise<Stack> {
  const { count, height, width } = stack;
  if (height !== width) throw new RangeError(`only squares are turned, not ${height} x ${width} pixels`);
  const data = await native.rotateImages(stack.data, count, height, Float64Array.from(anglesRad), threads);
  return { count: count * anglesRad.length, height, width, data };
}
