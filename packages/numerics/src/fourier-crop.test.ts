import { describe, expect, it } from 'vitest';
import { createRandom, cropHalfSpectrum, forwardReal, inverseReal, reference, resampleReal } from './index.js';

const pairs: [number[], number[]][] = [
  [[8], [4]],
  [[4], [8]],
  [[5], [4]],
  [[4], [5]],
  [[6], [5]],
  [[1], [3]],
  [[7], [7]],
  [
    [6, 8],
    [4, 6],
  ],
  [
    [6, 8],
    [8, 6],
  ],
  [
    [5, 9],
    [4, 4],
  ],
  [
    [7, 4],
    [3, 10],
  ],
  [
    [12, 10],
    [6, 5],
  ],
  [
    [4, 6, 8],
    [6, 4, 4],
  ],
  [
    [5, 4, 7],
    [4, 6, 6],
  ],
  [
    [8, 6, 5],
    [4, 3, 8],
  ],
];

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal() + 0.5);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Single precision sums of a few hundred terms of size 1, after transforms there and back. */
function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(got.length).toBe(wanted.length);
  const worst = Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(3e-5);
}

describe.each(pairs)('Fourier crop from %j to %j', (from, to) => {
  const size = sizeOf(from);
  const input = noise(3 * size, size);
  const item = (i: number): Float32Array => input.subarray(i * size, (i + 1) * size);

  it.each([1, 3])('agrees with the definition on %i threads', async (threads) => {
    const spectra = await forwardReal(input, from, { batch: 3 });
    const wanted = [0, 1, 2].flatMap((i) => Array.from(reference.croppedHalfSpectrum(item(i), from, to)));
    expectClose(await cropHalfSpectrum(spectra, from, to, { batch: 3, threads }), wanted);
    const images = [0, 1, 2].flatMap((i) => Array.from(reference.fourierResample(item(i), from, to)));
    expectClose(await resampleReal(input, from, to, { batch: 3, threads }), images);
  });

  it('keeps the mean', async () => {
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(await resampleReal(item(0).slice(), from, to))).toBeCloseTo(mean(item(0)), 5);
  });
});

it('is undone by cropping when it padded, for odd and even sizes', async () => {
  for (const [from, to] of [
    [
      [6, 9],
      [11, 12],
    ],
    [
      [5, 8],
      [8, 9],
    ],
    [
      [4, 4, 4],
      [5, 6, 7],
    ],
  ] as const) {
    const input = noise(sizeOf(from), 4);
    expectClose(await resampleReal(await resampleReal(input, from, to), to, from), input);
  }
});

it('leaves a smooth wave where it was', async () => {
  const wave = (n: number): Float32Array =>
    Float32Array.from({ length: n * n }, (_, i) => {
      const [y, x] = [Math.floor(i / n) / n, (i % n) / n];
      return Math.cos(2 * Math.PI * (2 * x + y) + 0.3) + 2;
    });
  expectClose(await resampleReal(wave(64), [64, 64], [20, 20], { threads: 2 }), wave(20));
});

it('gives the same bits for any number of threads', async () => {
  const input = noise(100 * 90, 8);
  expect(await resampleReal(input, [100, 90], [40, 33], { threads: 4 })).toEqual(
    await resampleReal(input, [100, 90], [40, 33]),
  );
});

it('keeps what the transform gives back real', async () => {
  const spectrum = await cropHalfSpectrum(await forwardReal(noise(63, 2), [7, 9]), [7, 9], [4, 6]);
  const image = await inverseReal(spectrum, [4, 6]);
  expectClose(await forwardReal(image, [4, 6]), spectrum);
});

it('rejects shapes that do not fit', async () => {
  await expect(resampleReal(new Float32Array(11), [3, 4], [2, 2])).rejects.toThrow('need 12 values, but 11 were given');
  await expect(resampleReal(new Float32Array(12), [3, 4], [2])).rejects.toThrow('same 1 to 3 dimensions');
});
