import { createImage, type Image } from '@vitreous/numerics';

/** How a gain reference lies relative to the movie: flips first, then quarter turns. */
export interface GainOrientation {
  /** Left to right. */
  readonly flipX?: boolean;
  /** Top to bottom. */
  readonly flipY?: boolean;
  /** Quarter turns counter-clockwise, as seen with row 0 at the top; any whole number. */
  readonly rotate?: number;
}

/** The gain as the movie lies. */
export function orientGain(gain: Image, { flipX = false, flipY = false, rotate = 0 }: GainOrientation): Image {
  let turned = gain;
  if (flipX) turned = pick(turned, turned.height, turned.width, (y, x) => [y, turned.width - 1 - x]);
  if (flipY) {
    const { height } = turned;
    turned = pick(turned, height, turned.width, (y, x) => [height - 1 - y, x]);
  }
  const turns = ((rotate % 4) + 4) % 4;
  for (let turn = 0; turn < turns; turn++) {
    const { height, width } = turned;
    // What was the last column becomes row 0.
    turned = pick(turned, width, height, (y, x) => [x, width - 1 - y]);
  }
  return turned;
}

/** The image of (height, width) whose pixel (y, x) is the one of `image` at `from(y, x)`. */
function pick(image: Image, height: number, width: number, from: (y: number, x: number) => [number, number]): Image {
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = from(y, x);
      data[y * width + x] = image.data[row * image.width + column] ?? 0;
    }
  }
  return createImage(height, width, data);
}
