import { discreteFourierTransform } from './fourier.js';

/** Slow twin of the combination of images without a Fourier crop: every coefficient gets its exact factor. */
export function combineImages(
  images: readonly ArrayLike<number>[],
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  curve: (image: number, frequency: number) => number,
  axis: (frequency: number) => number,
): Float64Array {
  const signed = (i: number, size: number): number => (2 * i > size ? i - size : i) / size;
  const mirrored = (i: number, size: number): number => (i < size ? i : 2 * size - 1 - i);
  const total = new Float64Array(2 * rows * columns);
  images.forEach((image, index) => {
    const pairs = new Float64Array(2 * rows * columns);
    for (let i = 0; i < rows * columns; i++) {
      const at = mirrored(Math.floor(i / columns), height) * width + mirrored(i % columns, width);
      pairs[2 * i] = image[at] ?? 0;
    }
    discreteFourierTransform(pairs, [rows, columns]).forEach((value, i) => {
      const [fy, fx] = [signed(Math.floor((i >> 1) / columns), rows), signed((i >> 1) % columns, columns)];
      const factor = curve(index, Math.hypot(fx, fy)) * axis(Math.abs(fx)) * axis(Math.abs(fy));
      total[i] = (total[i] ?? 0) + value * factor;
    });
  });
  const back = discreteFourierTransform(total, [rows, columns], true);
  return Float64Array.from(
    { length: height * width },
    (_, i) => back[2 * (Math.floor(i / width) * columns + (i % width))] ?? 0,
  );
}
