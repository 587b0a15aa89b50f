import type { Image, Stack } from './image.js';
import { native } from './native.js';

/** First row and column of a box in an image. */
export interface BoxCorner {
  readonly top: number;
  readonly left: number;
}

export interface ExtractBoxesOptions {
  /** Side in the image, px. */
  readonly size: number;
  /** Side after Fourier crop, px (default: `size`, no crop). */
  readonly crop?: number;
  /** Background lies further than this from pixel floor(size / 2), px of the image. */
  readonly radiusPx: number;
  /** Values are multiplied by it at last. */
  readonly sign?: 1 | -1;
  readonly threads?: number;
}

/**
 * Squares out of `image`, Fourier-cropped, less the plane through their background and divided by the background's
 * deviation about it: background of mean 0 and deviation 1 in the size they are answered in. Pixels that are not
 * finite become 0. A box with a flat background is not divided.
 *
 * Rejects when a box reaches out of the image, or has no background beyond the radius.
 */
export async function extractBoxes(
  image: Image,
  corners: readonly BoxCorner[],
  { size, crop = size, radiusPx, sign = 1, threads = 1 }: ExtractBoxesOptions,
): Promise<Stack> {
  const flat = Uint32Array.from(corners.flatMap(({ top, left }) => [top, left]));
  const { data, height, width } = image;
  const cut = await native.extractBoxes(data, height, width, flat, size, crop, radiusPx, sign, threads);
  return { count: corners.length, height: crop, width: crop, data: cut };
}
