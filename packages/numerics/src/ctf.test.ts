import { describe, expect, it } from 'vitest';
import { createRandom, evaluateContrastTransfer, reference, sumCorrelations, type Aberration } from './index.js';

const random = createRandom(17);

/** Coefficients of the size a microscope of 100 to 300 kV has at up to 4 µm of defocus. */
function randomAberration(): Aberration {
  const [mean, half] = [random.normal() * 600, random.normal() * 60];
  return {
    constant: random.uniform(),
    xx: mean + half,
    xy: random.normal() * 60,
    yy: mean - half,
    fourth: -100 * random.uniform(),
    turned: [40 * random.normal(), 40 * random.normal(), 30 * random.normal(), 30 * random.normal()],
  };
}

describe.each([
  [1, 1],
  [1, 6],
  [7, 1],
  [8, 8],
  [9, 13],
  [33, 20],
])('a contrast transfer of %i x %i', (height, width) => {
  it.each([1, 3])('agrees with the definition on %i threads', async (threads) => {
    const aberrations = [randomAberration(), randomAberration()];
    const got = await evaluateContrastTransfer(aberrations, height, width, 0.7, { threads });
    const wanted = aberrations.flatMap((one) =>
      Array.from(reference.contrastTransferHalfSpectrum(one, height, width, 0.7)),
    );
    expect(got.length).toBe(wanted.length);
    // The sine is a polynomial in single precision.
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(4e-7);
    });
  });
});

it('gives the same bits for any number of threads', async () => {
  const aberration = randomAberration();
  const one = await evaluateContrastTransfer([aberration], 50, 41, 1.1);
  expect(await evaluateContrastTransfer([aberration], 50, 41, 1.1, { threads: 4 })).toEqual(one);
});

it('refuses a pixel size of nothing', async () => {
  await expect(evaluateContrastTransfer([], 4, 4, 0)).rejects.toThrow('a pixel size of 0 A');
});

it.each([
  [0, 1],
  [5, 1],
  [16, 2],
  [3000, 3],
])('sums correlations over %i samples on %i threads as defined', async (length, threads) => {
  const fill = (scale: number): Float32Array => Float32Array.from({ length }, () => scale * random.normal());
  const samples = { kx: fill(0.1), ky: fill(0.1), weighted: fill(1), weights: fill(1) };
  const aberrations = Array.from({ length: 7 }, () => ({ ...randomAberration(), turned: [0, 0, 0, 0] as const }));
  const got = await sumCorrelations(samples, aberrations, { threads });
  const wanted = aberrations.flatMap((one) => reference.correlationSums(samples, one));
  // Phases of up to some hundred turns in single precision.
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-4 * Math.sqrt(length) + 1e-9);
  });
  expect(await sumCorrelations(samples, aberrations)).toEqual(got);
});
