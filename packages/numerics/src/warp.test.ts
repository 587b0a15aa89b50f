import { describe, expect, it } from 'vitest';
import { createMovieStack, createRandom, noGain, reference, warpSum } from './index.js';

/** Catmull and Rom's cubic, 8 steps of a pixel: any bank will do here. */
const bank = Float32Array.from({ length: 8 }, (_, step) => step / 8).reduce((all, f, step) => {
  all.set(
    [
      (-f + 2 * f * f - f ** 3) / 2,
      (2 - 5 * f * f + 3 * f ** 3) / 2,
      (f + 4 * f * f - 3 * f ** 3) / 2,
      (f ** 3 - f * f) / 2,
    ],
    4 * step,
  );
  return all;
}, new Float32Array(32));

describe.each([
  [9, 11, 4, 4, 3],
  [32, 40, 16, 8, 5],
  [33, 47, 12, 20, 6],
  [5, 3, 64, 64, 2],
])('frames of %i x %i in tiles of %i x %i, %i of them', (height, width, tileHeight, tileWidth, frames) => {
  it.each(['u8', 'u16', 'f32'] as const)('are warped and summed as the twin does, %s', async (kind) => {
    const random = createRandom(height * width);
    const data = Array.from({ length: frames }, () =>
      Float32Array.from({ length: height * width }, () => random.integer(50)),
    );
    const gain = Float32Array.from({ length: height * width }, () => 0.5 + random.uniform());
    const [rows, columns] = [Math.ceil(height / tileHeight), Math.ceil(width / tileWidth)];
    const shifts = Float32Array.from(
      { length: frames * rows * columns * 2 },
      () => random.normal() * Math.min(3, width / 5),
    );
    const weights = [0, 1].map(() => Float32Array.from({ length: frames - 1 }, () => random.normal()));
    const movie = createMovieStack(kind, frames, height, width);
    for (const [i, frame] of data.entries()) await movie.handle.setFrame(i, frame);
    const field = { tileHeight, tileWidth, shifts: shifts.subarray(rows * columns * 2) };
    for (const [used, threads] of [
      [gain, 1],
      [gain, 3],
      [noGain, 2],
    ] as const) {
      const sums = await warpSum(movie, used, field, bank, weights, { firstFrame: 1, threads });
      const warped = data.slice(1).map((frame, t) =>
        reference.warpFrame(frame, height, width, used, bank, (y, x) => {
          const tile = Math.floor(y / tileHeight) * columns + Math.floor(x / tileWidth);
          const at = 2 * (t * rows * columns + tile);
          return [field.shifts[at] ?? 0, field.shifts[at + 1] ?? 0];
        }),
      );
      for (const [j, row] of weights.entries()) {
        const got = await sums.handle.frame(j);
        got.forEach((value, i) => {
          const wanted = warped.reduce((sum, frame, t) => sum + (row[t] ?? 0) * (frame[i] ?? 0), 0);
          // Up to 96 products of size 100, rounded at 1e-5 each.
          expect(Math.abs(value - wanted)).toBeLessThan(2e-3);
        });
      }
      await sums.release();
    }
    await movie.release();
  });
});

it('a whole displacement brings pixel p + s to p; there and back is the identity inside', async () => {
  const [height, width] = [40, 50];
  const random = createRandom(2);
  const frame = Float32Array.from({ length: height * width }, () => random.normal());
  const movie = createMovieStack('f32', 1, height, width);
  await movie.handle.setFrame(0, frame);
  const field = { tileHeight: height, tileWidth: width, shifts: Float32Array.from([3, -2]) };
  const moved = await warpSum(movie, noGain, field, bank, [Float32Array.of(1)]);
  const got = await moved.handle.frame(0);
  expect(got[10 * width + 20]).toBe(frame[8 * width + 23]);
  const back = { ...field, shifts: Float32Array.from([-3, 2]) };
  const again = await warpSum(moved, noGain, back, bank, [Float32Array.of(1)]);
  const restored = await again.handle.frame(0);
  for (let y = 4; y < height - 4; y++) {
    expect(restored.slice(y * width + 5, (y + 1) * width - 5)).toEqual(frame.slice(y * width + 5, (y + 1) * width - 5));
  }
  await Promise.all([movie, moved, again].map((stack) => stack.release()));
});

it('refuses displacements that are not numbers', async () => {
  const movie = createMovieStack('u8', 1, 4, 4);
  const field = { tileHeight: 4, tileWidth: 4, shifts: Float32Array.from([NaN, 0]) };
  await expect(warpSum(movie, noGain, field, bank, [Float32Array.of(1)])).rejects.toThrow('not a number');
});
