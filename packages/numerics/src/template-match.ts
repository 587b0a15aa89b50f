import type { Image, Stack } from './image.js';
import { native } from './native.js';

/** The best template at every pixel of an image; both of height * width values. */
export interface BestMatch {
  readonly score: Float32Array;
  /** Which template it was; of equals the first. */
  readonly index: Uint32Array;
}

/**
 * Correlates `image`, taken as zero outside, with square templates centred on their pixel floor(n / 2), and keeps
 * the best at every pixel. Within `radiusPx` of its centre a template has its mean subtracted and its sum of
 * squares made 1; beyond, it is 0. All pixels must be finite.
 */
export function matchTemplates(
  image: Image,
  templates: Stack,
  radiusPx: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<BestMatch> {
  const { height, width, data } = image;
  if (templates.height !== templates.width) {
    throw new RangeError(`templates are square, not ${templates.height} x ${templates.width} pixels`);
  }
  return native.matchTemplates(
    data,
    height,
    width,
    templates.data,
    templates.count,
    templates.height,
    radiusPx,
    threads,
  );
}
