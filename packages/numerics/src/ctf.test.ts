import { describe, expect, it } from 'vitest';
import { createRandom, evaluateContrastTransfer, reference, type Aberration } from './index.js';

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
