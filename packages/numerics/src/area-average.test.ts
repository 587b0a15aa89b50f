import { expect, it } from 'vitest';
import { averageAreas, createImage, createRandom, reference } from './index.js';

it.each([
  [1, 1, 1, 1],
  [7, 5, 7, 5],
  [12, 9, 4, 3],
  [13, 17, 5, 6],
  [16, 11, 15, 10],
  [31, 8, 1, 8],
])('%i x %i to %i x %i agrees with the definition', async (height, width, outHeight, outWidth) => {
  const random = createRandom(height);
  const image = createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
  const got = await averageAreas(image, outHeight, outWidth);
  const wanted = reference.areaAverageByDefinition(image, outHeight, outWidth);
  got.forEach((value, i) => {
    // Sums of up to a few hundred single-precision terms of size 1.
    expect(value).toBeCloseTo(wanted[i] ?? NaN, 5);
  });
  expect(await averageAreas(image, outHeight, outWidth, { threads: 3 })).toEqual(got);
});

it('keeps the mean of an image, whatever the sizes', async () => {
  const image = createImage(100, 83, new Float32Array(8300).fill(2.5));
  const got = await averageAreas(image, 37, 29);
  expect(Math.max(...got)).toBeCloseTo(2.5, 5);
  expect(Math.min(...got)).toBeCloseTo(2.5, 5);
});

it('does not enlarge', async () => {
  await expect(averageAreas(createImage(4, 4), 5, 4)).rejects.toThrow('cannot be averaged to 5 x 4');
});
