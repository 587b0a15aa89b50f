import { describe, expect, it } from 'vitest';
import { createRandom, forwardReal, inverseReal, reference, transformComplex } from './index.js';

const shapes = [
  [1],
  [2],
  [7],
  [16],
  [30],
  [31],
  [1, 5],
  [5, 1],
  [6, 4],
  [9, 7],
  [13, 32],
  [3, 5, 8],
  [4, 1, 9],
  [6, 7, 5],
];

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Single precision sums of n terms of size 1 are good to a few times 1e-7 * sqrt(n). */
function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>, terms: number): void {
  expect(got.length).toBe(wanted.length);
  const worst = Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(2e-6 * Math.sqrt(terms) + 1e-6);
}

describe.each(shapes.map((shape) => [shape]))('transforms of shape %j', (shape) => {
  const size = sizeOf(shape);

  it.each([1, 3])('real transforms agree with the definition on %i threads', async (threads) => {
    const input = noise(3 * size, 11);
    const spectra = await forwardReal(input, shape, { batch: 3, threads });
    const wanted = [0, 1, 2].flatMap((i) =>
      Array.from(reference.discreteHalfSpectrum(input.subarray(i * size, (i + 1) * size), shape)),
    );
    expectClose(spectra, wanted, size);
    expectClose(await inverseReal(spectra, shape, { batch: 3, threads }), input, 1);
  });

  it.each([1, 2])('complex transforms agree with the definition on %i threads', async (threads) => {
    const input = noise(2 * size, 5);
    const forward = await transformComplex(input, shape, { threads });
    expectClose(forward, reference.discreteFourierTransform(input, shape), size);
    const inverse = await transformComplex(input, shape, { inverse: true, threads });
    expectClose(inverse, reference.discreteFourierTransform(input, shape, true), 1);
  });
});

it('gives the same bits for any number of threads', async () => {
  const input = noise(96 * 50, 3);
  const one = await forwardReal(input, [96, 50]);
  expect(await forwardReal(input, [96, 50], { threads: 4 })).toEqual(one);
});

it('rejects arrays that do not fit their shape with both sizes named', async () => {
  await expect(forwardReal(new Float32Array(11), [3, 4])).rejects.toThrow('need 12 values, but 11 were given');
});
