import type { Image } from './image.js';
import { native } from './native.js';

/** `image` shrunk to (height, width), neither above its own: each pixel the average of the area it stands for. */
export function averageAreas(
  image: Image,
  height: number,
  width: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.averageAreas(image.data, image.height, image.width, height, width, threads);
}
