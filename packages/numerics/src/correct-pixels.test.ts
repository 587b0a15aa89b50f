import { describe, expect, it } from 'vitest';
import {
  createMovieStack,
  createRandom,
  findOutliers,
  findOutside,
  noGain,
  reference,
  replacePixels,
  sumFrames,
} from './index.js';

const sizes = [
  [1, 1],
  [7, 9],
  [33, 20],
  [40, 65],
] as const;

describe.each(sizes)('frames of %i x %i', (height, width) => {
  const random = createRandom(height * 100 + width);
  const area = height * width;
  const frames = [0, 1, 2].map(() => Float32Array.from({ length: area }, () => random.integer(200)));
  const gain = Float32Array.from({ length: area }, () => 0.5 + random.uniform());
  const bad = Uint8Array.from({ length: area }, (_, i) =>
    random.uniform() < 0.1 || (i % width > 4 && i % width < 19) ? 1 : 0,
  );

  it.each(['u8', 'u16', 'f32'] as const)('are summed and repaired as the twin does, %s', async (kind) => {
    for (const threads of [1, 3]) {
      const movie = createMovieStack(kind, 3, height, width);
      for (const [i, frame] of frames.entries()) await movie.handle.setFrame(i, frame);
      const sum = await sumFrames(movie, gain, { firstFrame: 1, threads });
      const wanted = reference.sumFrames(frames.slice(1), gain);
      sum.data.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i] ?? NaN, 3);
      });
      const plain = await sumFrames(movie, noGain, { threads });
      expect(Array.from(plain.data)).toEqual(Array.from(reference.sumFrames(frames, [])));

      const gains = await replacePixels(movie, gain, bad, { threads });
      const repaired = reference.replacePixels(frames, height, width, gain, bad);
      for (const [i, frame] of repaired.frames.entries()) {
        expect(Array.from(await movie.handle.frame(i))).toEqual(Array.from(frame));
      }
      expect(gains.length).toBe(repaired.gains.length);
      gains.forEach((value, i) => {
        expect(value).toBeCloseTo(repaired.gains[i] ?? NaN, 5);
      });
      await movie.release();
    }
  });

  it('have the outliers that the twin finds', async () => {
    const data = Float32Array.from({ length: area }, () => 50 + 5 * random.normal());
    for (let i = 0; i < area; i += 37) data[i] = [400, -100, NaN, Infinity][i % 4] ?? 0;
    for (const marks of [new Uint8Array(0), bad]) {
      const options = { tile: 16, limit: 5, floor: 0.5 };
      const wanted = reference.findOutliers(data, height, width, marks, options);
      const found = await findOutliers({ height, width, data }, marks, { ...options, threads: 2 });
      expect(Array.from(found)).toEqual(wanted);
    }
  });
});

it('repairs with noise, not with a smooth patch: a repaired block has the spread of its neighbourhood', async () => {
  const [height, width] = [64, 64];
  const random = createRandom(4);
  const movie = createMovieStack('f32', 1, height, width);
  await movie.handle.setFrame(
    0,
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
  const bad = new Uint8Array(height * width);
  for (let y = 20; y < 44; y++) bad.fill(1, y * width + 20, y * width + 44);
  await replacePixels(movie, noGain, bad);
  const frame = await movie.handle.frame(0);
  const repaired = Array.from(frame).filter((_, i) => bad[i] === 1);
  const variance = repaired.reduce((sum, value) => sum + value * value, 0) / repaired.length;
  // 576 draws from some hundred good pixels: their variance is 1 to about 15 %.
  expect(variance).toBeGreaterThan(0.7);
  expect(variance).toBeLessThan(1.4);
  await movie.release();
});

it('refuses a gain of another size and frames that are not there', async () => {
  const movie = createMovieStack('u8', 2, 3, 4);
  await expect(sumFrames(movie, new Float32Array(5))).rejects.toThrow('a frame of 12 pixels was given a gain of 5');
  await expect(sumFrames(movie, noGain, { firstFrame: 1, endFrame: 1 })).rejects.toThrow('frames 1 to 1');
  await expect(sumFrames(movie, noGain, { endFrame: 3 })).rejects.toThrow('frames 0 to 3 of a stack of 2');
});

it.each([1, 100, 65_536, 150_001])('finds those of %i values that lie outside, NaN among them', async (length) => {
  const random = createRandom(length);
  const values = Float32Array.from({ length }, () => random.normal());
  values[Math.floor(length / 2)] = NaN;
  for (const limit of [0.5, 3, 1000]) {
    const found = await findOutside(values, -limit, limit, { threads: 3 });
    expect(Array.from(found)).toEqual(reference.findOutside(values, -limit, limit));
  }
});
