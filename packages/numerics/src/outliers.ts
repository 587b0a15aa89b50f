import { createImage, type Image } from './image.js';
import { native } from './native.js';

/** An image without the pixels that stand out, and what is ordinary in it. */
export interface CleanedImage {
  readonly image: Image;
  /** Pixels that were replaced. */
  readonly replaced: number;
  /** Of up to 65,536 evenly spaced finite pixels. */
  readonly median: number;
  /** Standard deviation of a normal distribution with their median absolute deviation. */
  readonly spread: number;
}

/**
 * A copy in which pixels that are not finite, or further than `spreads` spreads from the median, are the median.
 * Where more than half of the pixels are equal only those that are not finite are replaced. Rejects when no pixel
 * looked at is finite.
 */
export async function replaceOutliers(
  image: Image,
  spreads: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<CleanedImage> {
  const cleaned = await native.replaceOutliers(image.data, spreads, threads);
  return { ...cleaned, image: createImage(image.height, image.width, cleaned.image) };
}
