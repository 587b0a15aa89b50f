import type { Image } from '@vitreous/numerics';
import { contrastByPercentiles, toGreyBytes, type Contrast } from './contrast.js';
import { encodePng } from './png.js';

/** An 8-bit grey PNG of `image`, row 0 at the top. Contrast is by percentiles where none is given. */
export function encodeGreyPng(image: Image, { contrast }: { contrast?: Contrast } = {}): Promise<Buffer> {
  const { height, width } = image;
  return encodePng(toGreyBytes(image, contrast ?? contrastByPercentiles(image)), { height, width, pixelBytes: 1 });
}
