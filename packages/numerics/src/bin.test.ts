import { describe, expect, it } from 'vitest';
import { binFrames, createMovieStack, createRandom, noGain, reference } from './index.js';

describe.each([
  [12, 16, 1],
  [12, 16, 2],
  [13, 17, 2],
  [13, 20, 3],
  [21, 35, 4],
  [22, 31, 7],
])('frames of %i x %i binned by %i', (height, width, factor) => {
  it.each(['u8', 'i8', 'u16', 'i16', 'f32'] as const)('agree with the twin, %s', async (kind) => {
    const random = createRandom(height * width + factor);
    const frames = [0, 1, 2].map(() => Float32Array.from({ length: height * width }, () => random.integer(120)));
    const gain = Float32Array.from({ length: height * width }, () => 0.5 + random.uniform());
    const movie = createMovieStack(kind, 3, height, width);
    for (const [i, frame] of frames.entries()) await movie.handle.setFrame(i, frame);
    for (const [used, threads] of [
      [gain, 1],
      [gain, 3],
      [noGain, 2],
    ] as const) {
      const binned = await binFrames(movie, used, factor, { firstFrame: 1, threads });
      expect(binned.frames).toBe(2);
      for (let i = 0; i < 2; i++) {
        const got = await binned.handle.frame(i);
        const wanted = reference.binFrame(frames[i + 1] ?? [], height, width, used, factor);
        expect(got.length).toBe(wanted.length);
        got.forEach((value, at) => {
          // Sums of up to 49 products of size 180, each rounded at 1e-5.
          expect(Math.abs(value - (wanted[at] ?? NaN))).toBeLessThan(5e-3);
        });
      }
      await binned.release();
    }
    await movie.release();
  });
});

it('refuses to bin by more than the frame', async () => {
  const movie = createMovieStack('u8', 1, 3, 9);
  await expect(binFrames(movie, noGain, 4)).rejects.toThrow('frames of 3 x 9 cannot be binned by 4');
});
