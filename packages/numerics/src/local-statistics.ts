import type { Image } from './image.js';
import { native } from './native.js';

/** Of the pixels in a window around each pixel; all of height * width values. */
export interface LocalStatistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** Pixels that counted. Where none did, mean and variance are 0. */
  readonly count: Uint32Array;
}

/**
 * Mean and variance of `image` around each pixel: of the pixels within `radius` (px) in a disc, or along x and y
 * in a square, that lie in the image and, where `included` is given, are not 0 in it. All that count must be finite.
 */
export function measureLocally(
  image: Image,
  radius: number,
  {
    window = 'disc',
    included,
    threads = 1,
  }: { window?: 'disc' | 'square'; included?: Uint8Array; threads?: number } = {},
): Promise<LocalStatistics> {
  const { data, height, width } = image;
  return native.localStatistics(data, included ?? null, height, width, radius, window === 'disc', threads);
}
