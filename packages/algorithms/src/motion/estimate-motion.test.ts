import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noGain, type MovieStack } from '@vitreous/numerics';
import { estimateMotion, evaluateField, evaluatePolynomial, fitMotionPolynomial, mendPixels } from './index.js';
import type { DisplacementField, AlignmentSettings } from './index.js';
import { fieldDistance, filmMovingScene, type Displacement } from './testing/moving-scene.js';

const places = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((y) => [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => [x, y] as const));
const steps = { threads: 2, signal: new AbortController().signal, progress: () => undefined };

const settings: AlignmentSettings = {
  pixelSizeA: 2,
  bFactorA2: 500,
  finestA: 5,
  knotsX: null,
  knotsY: null,
  knotsTime: null,
  stiffness: 1,
};

function displacementOf(field: DisplacementField): Displacement {
  return (x, y, t) => {
    const values = evaluateField(field, [y * field.height - 0.5], [x * field.width - 0.5]);
    return [values[2 * t] ?? NaN, values[2 * t + 1] ?? NaN];
  };
}

async function estimate(movie: MovieStack, changes: Partial<AlignmentSettings> = {}): Promise<DisplacementField> {
  return estimateMotion(movie, noGain, { ...settings, ...changes }, steps);
}

const drift = (t: number): [number, number] => [6 * (1 - Math.exp(-t / 3)), -2 + 0.3 * t + 0.4 * Math.sin(t)];
const bent: Displacement = (x, y, t) => {
  const [dx, dy] = drift(t);
  const fade = 1 - Math.exp(-t / 4);
  return [dx + fade * (3 * (x - 0.5) ** 2 + (y - 0.5)), dy + fade * 2 * (x - 0.5) * (y - 0.5) - fade * (x - 0.5)];
};

describe('a movie that drifts and bends', () => {
  let movie: MovieStack;
  beforeAll(async () => {
    movie = await filmMovingScene({ frames: 12, height: 512, width: 576, counts: 6, displacement: bent });
  });
  afterAll(() => movie.release());

  it('gives its field back, and the polynomial that describes it', async () => {
    const field = await estimate(movie);
    expect(fieldDistance(12, places, displacementOf(field), bent)).toBeLessThan(0.15);
    const polynomial = fitMotionPolynomial(field);
    const described: Displacement = (x, y, t) => {
      const [dx, dy] = evaluatePolynomial(polynomial, x, y, t);
      return [(field.rigid[2 * t] ?? 0) + dx, (field.rigid[2 * t + 1] ?? 0) + dy];
    };
    expect(fieldDistance(12, places, described, bent)).toBeLessThan(0.16);
    expect(Array.from(evaluateField(field, [0, 300], [10, 500]).subarray(0, 8))).toEqual(new Array(8).fill(0));
  });

  it('is the same for any number of threads, and can be fitted without local motion', async () => {
    const field = await estimate(movie, { knotsX: 1, knotsY: 1 });
    const again = await estimateMotion(movie, noGain, { ...settings, knotsX: 1, knotsY: 1 }, { ...steps, threads: 1 });
    expect(again).toEqual(field);
    const rigid: Displacement = (_, __, t) => {
      const all = places.map(([x, y]) => bent(x, y, t));
      return [0, 1].map((axis) => all.reduce((sum, s) => sum + (s[axis] ?? 0), 0) / all.length) as [number, number];
    };
    expect(fieldDistance(12, places, displacementOf(field), rigid)).toBeLessThan(0.15);
  });
});

it.each([2, 3])('%i frames are enough', async (frames) => {
  const displacement: Displacement = (_, __, t) => [3.3 * t, -1.2 * t];
  const movie = await filmMovingScene({ frames, height: 320, width: 320, counts: 8, displacement });
  expect(fieldDistance(frames, places, displacementOf(await estimate(movie)), displacement)).toBeLessThan(0.2);
  await movie.release();
});

it('one frame does not move', async () => {
  const movie = await filmMovingScene({ frames: 1, height: 128, width: 130, counts: 4, displacement: () => [5, 5] });
  expect(Array.from(evaluateField(await estimate(movie), [3], [7]))).toEqual([0, 0]);
  await movie.release();
});

it('follows a long drift, 60 px', async () => {
  const displacement: Displacement = (_, __, t) => [6 * t, -2.5 * t + Math.sin(2 * t)];
  const movie = await filmMovingScene({ frames: 11, height: 384, width: 384, counts: 5, displacement });
  expect(fieldDistance(11, places, displacementOf(await estimate(movie)), displacement)).toBeLessThan(0.25);
  await movie.release();
});

it('hot and dead pixels neither leave a trace nor hold the frames in place', async () => {
  const [height, width] = [384, 400];
  const gain = new Float32Array(height * width).fill(1);
  const broken = new Map<number, number>();
  for (let i = 0; i < 400; i++) broken.set((i * 7919 + 13) % (height * width), [0, 15, 60, 255][i % 4] ?? 0);
  for (const [index, value] of broken) if (value === 0) gain[index] = 0;
  const movie = await filmMovingScene({
    frames: 10,
    height,
    width,
    counts: 4,
    displacement: bent,
    spoil: (counts) => {
      for (const [index, value] of broken) counts[index] = value;
    },
  });
  const mended = await mendPixels(movie, gain, new Uint8Array(0), { threads: 2 });
  expect(mended.known).toBe(100);
  // All 300 hot pixels, and hardly a good one with them.
  expect(mended.found).toBeGreaterThanOrEqual(300);
  expect(mended.found).toBeLessThan(310);
  const total = new Float64Array(height * width);
  for (let frame = 0; frame < 10; frame++) {
    (await movie.handle.frame(frame)).forEach((value, i) => (total[i] = (total[i] ?? 0) + value));
  }
  const mean = total.reduce((sum, value) => sum + value, 0) / total.length;
  const spread = Math.sqrt(total.reduce((sum, value) => sum + (value - mean) ** 2, 0) / total.length);
  const trace = [...broken.keys()].reduce((sum, index) => sum + (total[index] ?? 0) - mean, 0) / broken.size;
  expect(Math.abs(trace)).toBeLessThan((4 * spread) / Math.sqrt(broken.size));
  expect(gain.every((value) => value === 1)).toBe(true);
  expect(fieldDistance(10, places, displacementOf(await estimate(movie)), bent)).toBeLessThan(0.3);
  await movie.release();
});

it('refuses a gain that calls most pixels bad', async () => {
  const movie = await filmMovingScene({ frames: 1, height: 64, width: 64, counts: 2, displacement: () => [0, 0] });
  const gain = Float32Array.from({ length: 4096 }, (_, i) => (i < 3000 ? 0 : 1));
  await expect(mendPixels(movie, gain, new Uint8Array(0), { threads: 1 })).rejects.toThrow(
    '73 % of the pixels are bad',
  );
  await movie.release();
});
