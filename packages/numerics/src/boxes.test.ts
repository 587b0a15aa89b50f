import { describe, expect, it } from 'vitest';
import { createImage, createRandom, extractBoxes, reference, type Image } from './index.js';

const [height, width] = [40, 50];
const corners = [
  { top: 0, left: 0 },
  { top: 9, left: 20 },
  { top: 4, left: 3 },
];

/** Noise on a slope, far from 0, as the counts of a micrograph. */
function slopedNoise(seed: number): Image {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: height * width }, (_, i) => 100 + (i % width) * 0.7 + random.normal());
  return createImage(height, width, values);
}

/** The slow way: cut, level, crop, level again. */
function boxByDefinition(
  image: Image,
  { top, left }: { top: number; left: number },
  { size, crop, radius, sign }: { size: number; crop: number; radius: number; sign: number },
): Float64Array {
  const cut = Float64Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [top + Math.floor(i / size), left + (i % size)];
    return image.data[y * image.width + x] ?? NaN;
  });
  if (crop === size) return reference.normaliseBox(cut, size, radius, sign);
  const small = reference.fourierResample(reference.normaliseBox(cut, size, radius), [size, size], [crop, crop]);
  return reference.normaliseBox(small, crop, (radius * crop) / size, sign);
}

describe.each([
  [6, 6, 2],
  [9, 9, 3.2],
  [16, 16, 5],
  [16, 8, 5],
  [30, 18, 11],
  [29, 12, 10],
  [24, 17, 8.5],
  [29, 7, 9],
])('boxes of %i px cropped to %i with a radius of %f', (size, crop, radius) => {
  const image = slopedNoise(size + crop);
  image.data[5 * width + 5] = NaN;
  image.data[12 * width + 24] = -Infinity;

  const wanted = corners.flatMap((corner) => [...boxByDefinition(image, corner, { size, crop, radius, sign: -1 })]);

  it.each([1, 3])('are what the twin says on %i threads', async (threads) => {
    const got = await extractBoxes(image, corners, { size, crop, radiusPx: radius, sign: -1, threads });
    expect(got).toMatchObject({ count: 3, height: crop, width: crop });
    // Pixels near 100 are held to 4e-6.
    got.data.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});

it.each([16, 8])('leaves a flat box of 16 px cropped to %i at 0', async (crop) => {
  const flat = createImage(height, width, new Float32Array(height * width).fill(7.3));
  const { data } = await extractBoxes(flat, corners, { size: 16, crop, radiusPx: 6 });
  expect(Math.max(...data.map(Math.abs))).toBeLessThan(1e-5);
});

it('refuses boxes that reach out of the image, have no background, or would grow', async () => {
  const image = createImage(7, 9);
  const box = { size: 6, radiusPx: 1 };
  await expect(extractBoxes(image, [{ top: 2, left: 0 }], box)).rejects.toThrow('row 2, column 0 reaches out');
  await expect(extractBoxes(createImage(2, 2), [{ top: 0, left: 0 }], box)).rejects.toThrow('reaches out of 2 x 2');
  await expect(extractBoxes(image, [], { ...box, radiusPx: 2.5 })).rejects.toThrow('no background beyond a radius');
  await expect(extractBoxes(image, [], { ...box, crop: 8 })).rejects.toThrow('boxes of 6 px cropped to 8 px');
});
