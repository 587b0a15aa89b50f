import type { Image } from '../image.js';

/** Slow twin of the kernel's area average: every pixel of the large image tried for every one of the small. */
export function areaAverageByDefinition(image: Image, height: number, width: number): Float64Array {
  const cover = (index: number, pixel: number, size: number, outSize: number): number => {
    const scale = size / outSize;
    return Math.max(0, Math.min((index + 1) * scale, pixel + 1) - Math.max(index * scale, pixel)) / scale;
  };
  const output = new Float64Array(height * width);
  for (let out = 0; out < output.length; out++) {
    const [outY, outX] = [Math.floor(out / width), out % width];
    image.data.forEach((value, i) => {
      const [y, x] = [Math.floor(i / image.width), i % image.width];
      const share = cover(outY, y, image.height, height) * cover(outX, x, image.width, width);
      output[out] = (output[out] ?? 0) + share * value;
    });
  }
  return output;
}
