import { wavelengthA } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { aberrationPhaseRad, contrastTransfer, contrastTransferHalfSpectra, type Ctf } from './ctf-model.js';

const ctf: Ctf = {
  accelKv: 300,
  csMm: 2.7,
  ampContrast: 0.07,
  df1A: 18_300,
  df2A: 17_100,
  dfAngleRad: 0.6,
  phaseShiftRad: 0.2,
};

it('starts with the phase shift and the amplitude contrast, and makes protein dark', () => {
  expect(aberrationPhaseRad(ctf, 0, 0)).toBeCloseTo(0.2 + Math.asin(0.07), 12);
  expect(contrastTransfer(ctf, 0, 0)).toBeLessThan(0);
  expect(contrastTransfer({ ...ctf, phaseShiftRad: 0 }, 0, 0)).toBeCloseTo(-0.07, 12);
});

it('sees df1 along its angle, from x towards y, and df2 across it', () => {
  const along = aberrationPhaseRad(ctf, 0.1 * Math.cos(0.6), 0.1 * Math.sin(0.6));
  expect(along).toBeCloseTo(aberrationPhaseRad({ ...ctf, df2A: ctf.df1A }, 0.1, 0), 9);
  const across = aberrationPhaseRad(ctf, -0.1 * Math.sin(0.6), 0.1 * Math.cos(0.6));
  expect(across).toBeCloseTo(aberrationPhaseRad({ ...ctf, df1A: ctf.df2A }, 0.1, 0), 9);
});

it('has its first zero where underfocus and spherical aberration put it', () => {
  const round: Ctf = { ...ctf, df1A: 20_000, df2A: 20_000, phaseShiftRad: 0, ampContrast: 0, csMm: 0 };
  const zero = 1 / Math.sqrt(wavelengthA(300) * 20_000);
  expect(contrastTransfer(round, zero, 0)).toBeCloseTo(0, 9);
  // Spherical aberration works against underfocus: the zero moves out.
  expect(contrastTransfer({ ...round, csMm: 2.7 }, zero, 0)).toBeLessThan(0);
});

it.each([
  [12, 10],
  [9, 15],
])('fills a half spectrum of %i x %i with the formula', async (height, width) => {
  const pixelSizeA = 0.9;
  const half = Math.floor(width / 2) + 1;
  const ctfs = [ctf, { ...ctf, df1A: 9_000, df2A: 8_000 }];
  const got = await contrastTransferHalfSpectra(ctfs, height, width, pixelSizeA, { threads: 2 });
  expect(got.length).toBe(2 * height * half);
  got.forEach((value, i) => {
    const [x, y] = [i % half, Math.floor(i / half) % height];
    const ky = (2 * y < height ? y : y - height) / (height * pixelSizeA);
    const one = ctfs[Math.floor(i / (half * height))] ?? ctf;
    // The kernel's sine is a polynomial in single precision.
    expect(Math.abs(value - contrastTransfer(one, x / (width * pixelSizeA), ky))).toBeLessThan(4e-7);
  });
});
