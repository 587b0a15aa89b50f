import { expect, it } from 'vitest';
import { blur, halve, sigmaOfLowPass, type Grey } from './grey-filter.js';

const made = (width: number, height: number, value: (x: number, y: number) => number): Grey => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});
/** Amplitude of a wave of so many periods along x, in the middle row. */
const amplitude = ({ width, height, data }: Grey, periods: number): number => {
  let [re, im] = [0, 0];
  for (let x = 0; x < width; x++) {
    const value = data[Math.floor(height / 2) * width + x] ?? 0;
    re += value * Math.cos((2 * Math.PI * periods * x) / width);
    im += value * Math.sin((2 * Math.PI * periods * x) / width);
  }
  return Math.hypot(re, im) / width;
};

it('halves by means of four, also odd sides', () => {
  const half = halve(made(5, 4, (x, y) => 10 * x + y));
  expect([half.width, half.height]).toEqual([2, 2]);
  expect([...half.data]).toEqual([6, 26, 8, 28]);
  expect(halve(made(1, 1, () => 7))).toMatchObject({ width: 1, height: 1 });
});

it('leaves half of the amplitude at the resolution that is asked for', () => {
  // Two waves in 512 px: one much longer than the low-pass, one at it (32 px).
  const waves = made(
    512,
    64,
    (x) => 127.5 + 40 * Math.cos((2 * Math.PI * x) / 256) + 40 * Math.cos((2 * Math.PI * x) / 32),
  );
  const filtered = blur(waves, sigmaOfLowPass(32, 1));
  expect(filtered.width).toBeLessThan(512);
  const ratio = amplitude(filtered, 16) / amplitude(filtered, 2);
  // The long wave keeps 0.989 of its amplitude; bytes and bins leave a few per cent.
  expect(ratio).toBeCloseTo(0.5 / 0.989, 1);
});

it('stretches what is left about the middle, and bears a picture without any', () => {
  const noise = blur(
    made(256, 256, (x, y) => 100 + ((x * 7919 + y * 104_729) % 11)),
    4,
  );
  const mean = noise.data.reduce((sum, value) => sum + value, 0) / noise.data.length;
  expect(Math.abs(mean - 127.5)).toBeLessThan(2);
  expect(
    new Set(
      blur(
        made(64, 64, () => 9),
        3,
      ).data,
    ).size,
  ).toBe(1);
});
