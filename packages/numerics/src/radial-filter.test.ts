import { describe, expect, it } from 'vitest';
import { createBandCurve, createRadialCurve, createRandom, multiplyRadial, reference } from './index.js';

const shapes = [[1], [8], [9], [6, 4], [5, 7], [4, 6, 8], [3, 5, 7]];

describe.each(shapes.map((shape) => [shape]))('radial filter of shape %j', (shape) => {
  it.each([1, 3])('agrees with its definition on %i threads', async (threads) => {
    const half = shape.map((n, i) => (i === shape.length - 1 ? Math.floor(n / 2) + 1 : n));
    const length = 2 * half.reduce((product, n) => product * n, 1);
    const random = createRandom(length);
    const spectrum = Float32Array.from({ length: 2 * length }, () => random.normal());
    const curve = { values: Float32Array.from({ length: 7 }, () => random.uniform()), end: 0.6 };
    const wanted = [0, 1].flatMap((i) =>
      Array.from(reference.multiplyRadial(spectrum.subarray(i * length, (i + 1) * length), shape, curve)),
    );
    const got = await multiplyRadial(spectrum, shape, curve, { batch: 2, threads });
    got.forEach((value, i) => {
      // One rounding of the frequency, magnified by the curve's slope of at most 7 / 0.6.
      expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-5);
    });
  });
});

it('a band curve is half at its edges, one inside, none outside, and dampens by the B-factor', () => {
  const curve = createBandCurve({ pixelSizeA: 2, lowPassA: 10, highPassA: 100 });
  const at = (resolutionA: number): number => {
    const place = (2 / resolutionA / curve.end) * (curve.values.length - 1);
    return curve.values[Math.round(place)] ?? NaN;
  };
  expect(at(30)).toBe(1);
  expect(at(10)).toBeCloseTo(0.5, 1);
  expect(at(100)).toBeCloseTo(0.5, 1);
  expect(at(8)).toBe(0);
  expect(at(200)).toBe(0);
  const damped = createBandCurve({ pixelSizeA: 1, bFactorA2: 100 });
  expect(damped.values[Math.round((0.1 / damped.end) * 4095)]).toBeCloseTo(Math.exp(-0.25), 2);
});

it('curves follow the function they sample', () => {
  const curve = createRadialCurve((frequency) => frequency * 2, 3);
  expect(Array.from(curve.values)).toEqual([0, Math.fround(curve.end), Math.fround(2 * curve.end)]);
});

it('rejects an empty curve', async () => {
  await expect(multiplyRadial(new Float32Array(2), [1], { values: new Float32Array(0), end: 1 })).rejects.toThrow(
    'a filter curve needs a value',
  );
});
