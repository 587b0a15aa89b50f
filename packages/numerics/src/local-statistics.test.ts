import { describe, expect, it } from 'vitest';
import { createImage, createRandom, measureLocally, reference } from './index.js';

const cases: [number, number, number][] = [
  [1, 1, 0],
  [1, 1, 3],
  [5, 8, 0.5],
  [9, 7, 1],
  [12, 13, 2.5],
  [16, 9, 4.2],
  [3, 20, 7],
  [20, 3, 100],
];

function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  const worst = Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe.each(cases)('local statistics of %i x %i pixels, radius %f', (height, width, radius) => {
  const random = createRandom(height * 100 + width);
  // Far from zero, where squares of the values themselves would drown the variance.
  const image = createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => 5000 + random.normal()),
  );
  const included = Uint8Array.from({ length: height * width }, () => (random.uniform() < 0.7 ? 1 : 0));

  it.each([
    ['disc', 1],
    ['disc', 3],
    ['square', 1],
    ['square', 2],
  ] as const)('agree with the definition, %s, %i threads', async (window, threads) => {
    for (const options of [{ window }, { window, included }]) {
      const got = await measureLocally(image, radius, { ...options, threads });
      const wanted = reference.measureLocally(image, radius, options);
      expect(Array.from(got.count)).toEqual(wanted.count);
      expectClose(
        got.mean,
        wanted.mean.map((mean, i) => (wanted.count[i] === 0 ? 0 : mean)),
        1e-3,
      );
      expectClose(got.variance, wanted.variance, 1e-6);
    }
  });
});

it('gives the same bits for any number of threads', async () => {
  const random = createRandom(1);
  const image = createImage(
    90,
    70,
    Float32Array.from({ length: 6300 }, () => random.normal()),
  );
  expect(await measureLocally(image, 6.5, { threads: 4 })).toEqual(await measureLocally(image, 6.5));
});

it('rejects what does not fit', async () => {
  const image = { height: 2, width: 3, data: new Float32Array(5) };
  await expect(measureLocally(image, 1)).rejects.toThrow('an image of 2 x 3 was given 5 values');
  await expect(measureLocally(createImage(2, 3), -1)).rejects.toThrow('a window of radius -1 px');
  await expect(measureLocally(createImage(2, 3), NaN)).rejects.toThrow('a window of radius NaN px');
  await expect(measureLocally(createImage(2, 3), 1, { included: new Uint8Array(5) })).rejects.toThrow('another size');
});
