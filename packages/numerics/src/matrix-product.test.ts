import { describe, expect, it } from 'vitest';
import { createRandom, multiplyComplex, multiplyReal, reference } from './index.js';

const sizes = [
  { rows: 1, columns: 1, depth: 1 },
  { rows: 3, columns: 5, depth: 7, batch: 3 },
  { rows: 17, columns: 9, depth: 33, batch: 2 },
  { rows: 300, columns: 4, depth: 6 },
  { rows: 2, columns: 40, depth: 129 },
  { rows: 2, columns: 3, depth: 0 },
];

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** Single precision sums of `terms` products of normal numbers. */
function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>, terms: number): void {
  expect(got.length).toBe(wanted.length);
  const worst = Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(2e-6 * Math.max(1, terms));
}

describe.each(sizes)('products of %o', (size) => {
  const { rows, columns, depth, batch = 1 } = size;

  it.each([1, 3])('agree with the definition on %i threads', async (threads) => {
    const left = noise(2 * batch * rows * depth, 1);
    const right = noise(2 * batch * columns * depth, 2);
    const complex = await multiplyComplex(left, right, size, { scale: 0.5, threads });
    expectClose(complex, reference.multiplyComplex(left, right, size, 0.5), depth);
    const doubled = { ...size, depth: 2 * depth };
    const real = await multiplyReal(left, right, doubled, { scale: -2, threads });
    expectClose(real, reference.multiplyReal(left, right, doubled, -2), 4 * depth);
    // The real part of the complex product is the real product of the pairs.
    expectClose(
      Array.from(real, (value) => value / -4),
      complex.filter((_, i) => i % 2 === 0),
      depth,
    );
  });
});

it('gives the same bits for any number of threads', async () => {
  const size = { rows: 700, columns: 33, depth: 40 };
  const [left, right] = [noise(2 * 700 * 40, 3), noise(2 * 33 * 40, 4)];
  expect(await multiplyComplex(left, right, size, { threads: 4 })).toEqual(await multiplyComplex(left, right, size));
});

it('rejects factors that do not fit', async () => {
  const size = { rows: 2, columns: 2, depth: 3 };
  await expect(multiplyReal(new Float32Array(5), new Float32Array(6), size)).rejects.toThrow('do not fit 5 and 6');
});
