import type { Image } from '@vitreous/numerics';
import { contrastByPercentiles, toGreyBytes, type Contrast } from './contrast.js';

/** An 8-bit grey PNG of `image`, row 0 at the top. Contrast is by percentiles where none is given. */
export async function encodeGreyPng(image: Image, { contrast }: { contrast?: Contrast } = {}): Promise<Buffer> {
  // Loaded when first needed: it takes a tenth of a second, and many commands draw nothing.
  const { default: sharp } = await import('sharp');
  const bytes = toGreyBytes(image, contrast ?? contrastByPercentiles(image));
  return sharp(bytes, { raw: { width: image.width, height: image.height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toBuffer();
}
