import { expect, it } from 'vitest';
import { createMovieStack, createRandom, reference, scatterElectrons } from './index.js';

it.each([
  [7, 9, 1],
  [12, 10, 5],
  [31, 20, 40],
])('scatters %i x %i pixels over %i parts as its twin does', async (height, width, parts) => {
  const random = createRandom(height);
  const counts = Float32Array.from({ length: height * width }, () => random.integer(5));
  const stack = createMovieStack('u8', 2, height, width);
  await stack.handle.setFrame(1, counts);
  const got = await scatterElectrons(stack, 1, parts, { seed: 9, stream: 100 });
  await stack.release();
  expect(got.map((places) => Array.from(places))).toEqual(reference.scatterElectrons(counts, width, parts, 9, 100));
  const total = got.reduce((sum, places) => sum + places.length, 0);
  expect(total).toBe(counts.reduce((sum, count) => sum + count, 0));
});

it('keeps every pixel its count and uses all places and parts alike', async () => {
  const stack = createMovieStack('u8', 1, 64, 64);
  await stack.handle.setFrame(0, new Float32Array(64 * 64).fill(10));
  const parts = await scatterElectrons(stack, 0, 8, { seed: 1, stream: 1 });
  await stack.release();
  const fine = new Float32Array(16);
  for (const places of parts) {
    // 5120 of 40960 expected: five standard errors.
    expect(Math.abs(places.length - 5120)).toBeLessThan(5 * Math.sqrt((40960 * 7) / 64));
    for (const place of places) {
      const cell = 4 * (Math.floor(place / 256) % 4) + (place % 4);
      fine[cell] = (fine[cell] ?? 0) + 1;
    }
  }
  for (const count of fine) expect(Math.abs(count - 2560)).toBeLessThan(5 * Math.sqrt((40960 * 15) / 256));
});
