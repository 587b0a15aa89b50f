import { describe, expect, it } from 'vitest';
import { createImage, createRandom, reference, replaceOutliers } from './index.js';

describe.each([
  [1, 1],
  [1, 7],
  [30, 41],
  // More pixels than are looked at.
  [301, 500],
])('outliers of %i x %i pixels', (height, width) => {
  const random = createRandom(height);
  const data = Float32Array.from({ length: height * width }, () => {
    const kind = random.uniform();
    return kind < 0.01 ? 1e6 : kind < 0.02 ? NaN : kind < 0.025 ? -Infinity : 30 + random.normal();
  });
  data[0] = 30;

  it.each([1, 3])('are those of the definition on %i threads', async (threads) => {
    const got = await replaceOutliers(createImage(height, width, data), 5, { threads });
    const wanted = reference.replaceOutliers(data, 5);
    expect(got.replaced).toBe(wanted.replaced);
    expect(got.median).toBe(wanted.median);
    expect(got.spread).toBe(wanted.spread);
    expect(got.image.data).toEqual(wanted.data);
    expect(got.image.data.every(Number.isFinite)).toBe(true);
  });
});

it('finds no outliers where most pixels are equal', async () => {
  const data = Float32Array.of(5, 5, 5, 5, 9, NaN);
  const { image, replaced, spread } = await replaceOutliers(createImage(2, 3, data), 6);
  expect({ replaced, spread }).toEqual({ replaced: 1, spread: 0 });
  expect(image.data).toEqual(Float32Array.of(5, 5, 5, 5, 9, 5));
});

it('rejects an image without a number in it', async () => {
  await expect(replaceOutliers(createImage(1, 2, Float32Array.of(NaN, Infinity)), 6)).rejects.toThrow(
    'none of the 2 pixels looked at is a finite number',
  );
});
