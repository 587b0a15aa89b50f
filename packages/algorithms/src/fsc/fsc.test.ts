import { createRandom } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { softSphere } from '../mask/soft-sphere.js';
import { compareHalves } from './fsc-curves.js';
import { correlateVolumes, crossingOf, filterVolume, lowPass } from './shells.js';

const n = 32;

function noise(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n ** 3 }, () => random.normal());
}

it('a map agrees with itself on every shell, and not with other noise', async () => {
  const [a, b] = [noise(1), noise(2)];
  for (const value of await correlateVolumes(a, a, n)) expect(value).toBeCloseTo(1, 5);
  const other = await correlateVolumes(a, b, n);
  // Of N independent values, correlations have a deviation of 1 / sqrt(N); shell 8 has about 800, half of them its own.
  other.slice(6).forEach((value) => {
    expect(Math.abs(value)).toBeLessThan(0.2);
  });
});

it('signal and noise of equal power agree to one half', async () => {
  const [signal, a, b] = [noise(3), noise(4), noise(5)];
  const curve = await correlateVolumes(
    a.map((value, i) => value + (signal[i] ?? 0)),
    b.map((value, i) => value + (signal[i] ?? 0)),
    n,
  );
  const outer = curve.slice(8);
  expect(outer.reduce((sum, value) => sum + value, 0) / outer.length).toBeCloseTo(0.5, 1);
});

it('filters keep what they pass', async () => {
  const map = noise(6);
  const smooth = await filterVolume(map, n, lowPass(6, 2));
  const curve = await correlateVolumes(map, smooth, n);
  expect(curve[5]).toBeCloseTo(1, 4);
  const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  expect(power(smooth)).toBeLessThan(0.1 * power(map));
});

it('finds where a curve falls below a threshold', () => {
  expect(crossingOf([1, 1, 0.8, 0.4, 0.1], 0.5)).toBeCloseTo(2.75, 6);
  expect(crossingOf([1, 1, 1], 0.5)).toBe(2);
  expect(crossingOf([1, 0, 1], 0.5)).toBeCloseTo(0.5, 6);
});

it('what a tight mask correlates is taken off', async () => {
  // Signal up to shell 6, noise of its own in each half beyond; a mask so small that it correlates shells of noise.
  const signal = (await filterVolume(noise(7), n, lowPass(6, 1))).map((value) => 30 * value);
  const half = (seed: number): Float32Array => noise(seed).map((value, i) => value + (signal[i] ?? 0));
  const mask = softSphere(n, 3, 2);
  const curves = await compareHalves([half(8), half(9)], { n, sphere: softSphere(n, 12, 3), mask, seed: 1 });
  expect(curves.randomFrom).toBeGreaterThan(4);
  const mean = (curve: Float64Array, from: number, to: number): number =>
    curve.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  // The mask lends the signal's correlation to shells next to it: corrected, less of it is left.
  expect(mean(curves.masked, 9, 12)).toBeGreaterThan(0.3);
  expect(mean(curves.corrected, 9, 12)).toBeLessThan(mean(curves.masked, 9, 12) - 0.1);
  expect(Math.abs(mean(curves.unmasked, 9, 16))).toBeLessThan(0.05);
  expect(curves.corrected[3]).toBe(curves.masked[3]);
});
