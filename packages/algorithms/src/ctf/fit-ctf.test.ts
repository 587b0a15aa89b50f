import { DataError, UserError } from '@vitreous/errors';
import { createImage, createRandom, forwardReal, inverseReal, type Image } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { contrastTransferHalfSpectra, type Ctf, type Microscope } from './ctf-model.js';
import { evaluateDefocus } from './defocus-surface.js';
import { fitCtf, type CtfFitOptions } from './fit-ctf.js';

const microscope: Microscope = { accelKv: 300, csMm: 2.7, ampContrast: 0.1 };
const options: CtfFitOptions = {
  resMinA: 25,
  resMaxA: 4,
  dfMinA: 1000,
  dfMaxA: 40000,
  phaseShift: null,
  knotsX: null,
  knotsY: null,
  flat: false,
  threads: 2,
};

interface Specimen {
  readonly ctf: Ctf;
  readonly height: number;
  readonly width: number;
  readonly pixelSizeA: number;
  readonly seed: number;
  /** Rise of the defocus along x, Å per Å. */
  readonly slopeX?: number;
}

const normals = (length: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
};

/**
 * A white specimen seen through a CTF with noise, hot pixels and a gradient. A slope is made of images at defoci 150 Å
 * apart, blended linearly.
 */
async function simulate({ ctf, height, width, pixelSizeA, seed, slopeX = 0 }: Specimen): Promise<Image> {
  const shape = [height, width];
  const specimen = await forwardReal(normals(height * width, seed), shape);
  const noise = normals(height * width, seed + 1);
  const reach = (Math.abs(slopeX) * width * pixelSizeA) / 2;
  const planes = slopeX === 0 ? 1 : Math.ceil((2 * reach) / 150) + 1;
  const image = createImage(height, width);
  for (let plane = 0; plane < planes; plane++) {
    const offset = planes === 1 ? 0 : -reach + (2 * reach * plane) / (planes - 1);
    const local = { ...ctf, df1A: ctf.df1A + offset, df2A: ctf.df2A + offset };
    const transfer = await contrastTransferHalfSpectra([local], height, width, pixelSizeA);
    const seen = await inverseReal(
      specimen.map((value, i) => value * (transfer[i >> 1] ?? 0)),
      shape,
    );
    seen.forEach((value, i) => {
      const place =
        (((i % width) - (width - 1) / 2) * slopeX * pixelSizeA - offset) * ((planes - 1) / (2 * reach || 1));
      image.data[i] = (image.data[i] ?? 0) + value * Math.max(0, 1 - Math.abs(place));
    });
  }
  image.data.forEach((value, i) => {
    const hot = i % 99_991 === 5 ? 5000 : 0;
    image.data[i] = 50 + 4 * (value + 1.2 * (noise[i] ?? 0)) + 0.01 * (i % width) + hot;
  });
  return image;
}

function expectSameCtf(got: Ctf, wanted: Ctf, defocusA: number, astigmatismA: number): void {
  const parts = ({ df1A, df2A, dfAngleRad }: Ctf): [number, number, number] => [
    (df1A + df2A) / 2,
    (df1A - df2A) * Math.cos(2 * dfAngleRad),
    (df1A - df2A) * Math.sin(2 * dfAngleRad),
  ];
  const [mean, cosine, sine] = parts(got);
  const [wantedMean, wantedCosine, wantedSine] = parts(wanted);
  expect(Math.abs(mean - wantedMean)).toBeLessThan(defocusA);
  expect(Math.hypot(cosine - wantedCosine, sine - wantedSine)).toBeLessThan(astigmatismA);
  expect(got.df1A).toBeGreaterThanOrEqual(got.df2A);
}

const ctfOf = (df1A: number, df2A: number, dfAngleRad: number, phaseShiftRad = 0): Ctf => ({
  ...microscope,
  df1A,
  df2A,
  dfAngleRad,
  phaseShiftRad,
});

describe('the CTF of a simulated micrograph', () => {
  it.each([
    { ctf: ctfOf(12_400, 11_900, 0.4), height: 1024, width: 900, pixelSizeA: 1.2, seed: 1 },
    { ctf: ctfOf(4_600, 4_100, -1.2), height: 900, width: 1024, pixelSizeA: 1, seed: 2 },
    { ctf: ctfOf(24_800, 23_300, 1.4), height: 768, width: 768, pixelSizeA: 1.9, seed: 3 },
  ])('is found: $ctf.df1A / $ctf.df2A Å, $pixelSizeA Å pixels', async (specimen) => {
    const fit = await fitCtf(await simulate(specimen), specimen.pixelSizeA, microscope, options);
    // Figures to reach for whole micrographs, at 20 times their area.
    expectSameCtf(fit.ctf, specimen.ctf, 20, 40);
    // The specimen is white, so the oscillations reach as far as the band and farther.
    expect(fit.fitToA).toBeLessThan(4.2);
    expect(fit.crossCorrelation).toBeGreaterThan(0.3);
    expect(fit.summary.tiltAngleRad).toBeLessThan(0.03);
  });

  it('is the same for any number of threads', async () => {
    const specimen = { ctf: ctfOf(9_000, 8_900, 0), height: 512, width: 512, pixelSizeA: 1.5, seed: 4 };
    const image = await simulate(specimen);
    const one = await fitCtf(image, 1.5, microscope, { ...options, threads: 1 });
    expect(await fitCtf(image, 1.5, microscope, { ...options, threads: 3 })).toEqual(one);
  });

  it('follows a tilted specimen', async () => {
    const slopeX = Math.tan((25 * Math.PI) / 180);
    const specimen = { ctf: ctfOf(15_200, 14_900, 0.3), height: 1024, width: 1024, pixelSizeA: 1.4, seed: 5, slopeX };
    const image = await simulate(specimen);
    const fit = await fitCtf(image, 1.4, microscope, options);
    expectSameCtf(fit.ctf, specimen.ctf, 40, 80);
    expect((fit.summary.tiltAngleRad * 180) / Math.PI).toBeCloseTo(25, -0.5);
    expect(fit.summary.tiltNormal[0]).toBeLessThan(-0.35);
    const right = evaluateDefocus(fit.surface, 0.9, 0.5);
    expect((right.df1A + right.df2A) / 2 - 15_050).toBeCloseTo(0.4 * 1024 * 1.4 * slopeX, -2);
    const flat = await fitCtf(image, 1.4, microscope, { ...options, flat: true });
    expect(flat.summary.tiltAngleRad).toBeCloseTo(0, 12);
    expect(flat.surface.coefficientsA).toHaveLength(1);
  });

  it('includes the shift of a phase plate, searched for', async () => {
    const specimen = { ctf: ctfOf(8_200, 8_000, 0.8, 1.5), height: 1024, width: 1024, pixelSizeA: 1.3, seed: 6 };
    const phaseShift = { minRad: 1, maxRad: 2, search: true, startRad: 0 };
    const fit = await fitCtf(await simulate(specimen), 1.3, microscope, { ...options, phaseShift });
    expectSameCtf(fit.ctf, specimen.ctf, 60, 60);
    expect(Math.abs(fit.ctf.phaseShiftRad - 1.5)).toBeLessThan(0.1);
  });
});

describe('what cannot be fitted is said', () => {
  const noise = createImage(300, 300, normals(90_000, 8));
  const fit = (image: Image, pixelSizeA = 1.2, changed: Partial<CtfFitOptions> = {}): Promise<unknown> =>
    fitCtf(image, pixelSizeA, microscope, { ...options, ...changed });

  it('names a pixel that is not a number', async () => {
    const image = createImage(300, 300, Float32Array.from(noise.data));
    image.data[300 * 20 + 7] = NaN;
    await expect(fit(image)).rejects.toThrow(new DataError('Pixel x = 7, y = 20 is NaN, not a finite number.'));
  });

  it('refuses constant and small images', async () => {
    await expect(fit(createImage(300, 300))).rejects.toThrow('is constant');
    await expect(fit(createImage(300, 100))).rejects.toThrow('100 x 300 pixels');
  });

  it('refuses pixels and bands that leave nothing', async () => {
    await expect(fit(noise, 1000)).rejects.toThrow('check the pixel size');
    await expect(fit(noise, 0)).rejects.toThrow(UserError);
    await expect(fit(noise, 1.2, { resMinA: 3 })).rejects.toThrow('Nothing to fit');
    await expect(fit(noise, 1.2, { dfMinA: 50_000 })).rejects.toThrow('No defocus to search');
  });

  it('finds no resolution in noise', async () => {
    const fitted = await fitCtf(noise, 1.2, microscope, options);
    expect(fitted.crossCorrelation).toBeLessThan(0.25);
  });
});
