import { describe, expect, it } from 'vitest';
import { computeTileSpectra, createImage, createRandom, reference, type Image } from './index.js';

function noiseImage(height: number, width: number, seed: number): Image {
  const random = createRandom(seed);
  const image = createImage(height, width);
  image.data.forEach((_, i) => {
    // A gradient, and now and then a hot pixel.
    const hot = random.uniform() < 0.01 ? 4000 : 0;
    image.data[i] = 30 + 5 * random.normal() + 0.2 * (i % width) + hot;
  });
  return image;
}

function expectClose(got: Float32Array, wanted: Float32Array): void {
  expect(got.length).toBe(wanted.length);
  got.forEach((value, i) => {
    const expected = wanted[i] ?? NaN;
    // Single precision sums of a few hundred numbers around 30.
    expect(Math.abs(value - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
  });
}

describe.each([
  [40, 37, 16, 1, 8],
  [31, 50, 15, 0, 8],
  [20, 20, 20, 0, 1],
  [33, 34, 17, 2, 6],
])('tiles of an image of %i x %i, %i px, axis margin %i, %i rings', (height, width, size, axisMargin, rings) => {
  it.each([1, 3])('have the spectra of the definition on %i threads', async (threads) => {
    const image = noiseImage(height, width, 7);
    const origins: [number, number][] = [];
    for (let y = 0; y + size <= height; y += 5) {
      for (let x = 0; x + size <= width; x += 7) origins.push([y, x]);
    }
    const got = await computeTileSpectra(image, size, origins, { rings, sectors: 5, axisMargin, threads });
    const wanted = reference.tileSpectra(image, size, origins, rings, 5, axisMargin);
    expectClose(got.bins.counts, wanted.bins.counts);
    expectClose(got.bins.x, wanted.bins.x);
    expectClose(got.bins.y, wanted.bins.y);
    expectClose(got.deviations, wanted.deviations);
    expectClose(got.polar, wanted.polar);
    expectClose(got.mean, wanted.mean);
  });
});

it('gives the same bits for any number of threads', async () => {
  const image = noiseImage(120, 90, 3);
  const origins: [number, number][] = Array.from({ length: 30 }, (_, i) => [3 * i, i]);
  const one = await computeTileSpectra(image, 32, origins, { rings: 16, sectors: 6, axisMargin: 1 });
  expect(await computeTileSpectra(image, 32, origins, { rings: 16, sectors: 6, axisMargin: 1, threads: 4 })).toEqual(
    one,
  );
});

it('leaves a hot pixel no trace: white noise keeps power 1 at every frequency', async () => {
  const image = noiseImage(64, 64, 5);
  image.data[64 * 20 + 20] = 60_000;
  const { polar } = await computeTileSpectra(image, 64, [[0, 0]], { rings: 31, sectors: 1, axisMargin: 0 });
  const rings = Array.from(polar.subarray(8, 31));
  expect(rings.reduce((sum, value) => sum + value, 0) / rings.length).toBeCloseTo(1, 1);
});

it('says which tiles are flat and which are not numbers', async () => {
  const image = noiseImage(16, 64, 9);
  for (let y = 0; y < 16; y++) {
    for (let x = 16; x < 32; x++) image.data[y * 64 + x] = 12.5 + 0.25 * x + y;
    image.data.fill(7, y * 64 + 32, y * 64 + 48);
  }
  image.data[64 * 3 + 50] = NaN;
  const origins: [number, number][] = [0, 16, 32, 48].map((x) => [0, x]);
  const { deviations, mean } = await computeTileSpectra(image, 16, origins, { rings: 8, sectors: 1, axisMargin: 0 });
  expect(deviations[0]).toBeGreaterThan(1);
  expect(Array.from(deviations.subarray(1))).toEqual([0, 0, NaN]);
  expect(mean.every((value) => Number.isFinite(value))).toBe(true);
});

it('refuses a tile that reaches out of the image', async () => {
  const options = { rings: 4, sectors: 1, axisMargin: 0 };
  await expect(computeTileSpectra(createImage(8, 8), 8, [[1, 0]], options)).rejects.toThrow('reaches out of the image');
});

it('refuses rings beyond Nyquist', async () => {
  const options = { rings: 5, sectors: 1, axisMargin: 0 };
  await expect(computeTileSpectra(createImage(8, 8), 8, [[0, 0]], options)).rejects.toThrow('beyond the Nyquist');
});
