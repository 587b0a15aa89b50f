import { averageAreas, createImage, type Image } from '@vitreous/numerics';

/**
 * A small copy of `image`, each pixel the average of the area it stands for, longest side `longestSide` pixels
 * (512; make a second of 1024 for screens of twice the density). Smaller images are returned as they are.
 */
export async function makeThumbnail(
  image: Image,
  { longestSide = 512, threads = 1 }: { longestSide?: number; threads?: number } = {},
): Promise<Image> {
  const scale = longestSide / Math.max(image.height, image.width);
  if (scale >= 1) return image;
  const height = Math.max(1, Math.round(image.height * scale));
  const width = Math.max(1, Math.round(image.width * scale));
  return createImage(height, width, await averageAreas(image, height, width, { threads }));
}
