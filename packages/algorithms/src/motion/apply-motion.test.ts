import { describe, expect, it } from 'vitest';
import {
  createMovieStack,
  createRandom,
  forwardReal,
  inverseReal,
  noGain,
  type Image,
  type MovieStack,
} from '@vitreous/numerics';
import { applyMotion } from './apply-motion.js';
import { accumulateDoses, normalisedWeights } from './dose-weights.js';
import { createInterpolationBank } from './interpolation-bank.js';
import { factoriseWeights } from './low-rank-weights.js';
import { stillField, type DisplacementField } from './displacement-field.js';

const settings = { pixelSizeA: 1.2, accelKv: 300, cropFactor: 1 };

async function noiseMovie(frames: number, height: number, width: number): Promise<MovieStack> {
  const random = createRandom(7);
  const movie = createMovieStack('u8', frames, height, width);
  for (let t = 0; t < frames; t++) {
    await movie.handle.setFrame(
      t,
      Float32Array.from({ length: height * width }, () => 100 + 10 * random.normal()),
    );
  }
  return movie;
}

const meanOf = (image: Image): number => image.data.reduce((sum, value) => sum + value, 0) / image.data.length;

describe('dose weights', () => {
  it('keep the power of noise at each frequency, and the mean', () => {
    for (const k of [0, 0.05, 0.4]) {
      const weights = normalisedWeights(k, accumulateDoses([1, 2, 3, 4], 10), 300);
      expect(weights.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(4, 9);
    }
    expect(Array.from(normalisedWeights(0, [1, 2, 3], 300))).toEqual([1, 1, 1]);
  });

  it.each([
    [40, 1.2],
    [60, 1],
    [24, 1.2],
    [3, 10],
    [1, 50],
  ])('of %i frames of %f e/Å² are a few vectors to a thousandth', (frames, dose) => {
    const doses = accumulateDoses(new Float64Array(frames).fill(dose), 0);
    const weights = Array.from({ length: 300 }, (_, i) => normalisedWeights((i / 300) * 0.59, doses, 300));
    const { vectors, curves, greatestError } = factoriseWeights(weights, 1e-3);
    expect(vectors.length).toBeLessThanOrEqual(Math.min(frames, 6));
    let worst = 0;
    weights.forEach((row, i) => {
      row.forEach((value, t) => {
        const made = vectors.reduce((sum, vector, j) => sum + (vector[t] ?? 0) * (curves[j]?.[i] ?? 0), 0);
        worst = Math.max(worst, Math.abs(made - value));
      });
    });
    expect(worst).toBeLessThanOrEqual(1e-3);
    expect(worst).toBeCloseTo(greatestError, 9);
  });
});

describe('the interpolation bank', () => {
  const { taps, correction } = createInterpolationBank();
  const steps = taps.length / 4;
  it('moves by its fraction: phases and strength agree at every fraction once corrected', () => {
    for (const [k, tolerance] of [
      [0.05, 0.004],
      [0.2, 0.02],
      [0.3, 0.02],
      [0.4, 0.07],
      [0.45, 0.1],
    ] as const) {
      for (let step = 0; step < steps; step++) {
        let [re, im] = [0, 0];
        for (let i = 0; i < 4; i++) {
          const angle = 2 * Math.PI * k * (i - 1 - step / steps);
          re += (taps[4 * step + i] ?? 0) * Math.cos(angle);
          im += (taps[4 * step + i] ?? 0) * Math.sin(angle);
        }
        const factor = correction[Math.round(2 * k * 1024)] ?? 0;
        expect(Math.hypot(re * factor - 1, im * factor)).toBeLessThan(tolerance);
      }
    }
  });
  it('keeps the mean', () => {
    for (let step = 0; step < steps; step++) {
      expect(taps.subarray(4 * step, 4 * step + 4).reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 6);
    }
    expect(correction[0]).toBeCloseTo(1, 6);
  });
});

describe('corrected micrographs', () => {
  it('weighted by dose agree with the sum that transforms every frame', async () => {
    const [frames, height, width] = [8, 96, 112];
    const movie = await noiseMovie(frames, height, width);
    const doses = accumulateDoses(new Float64Array(frames).fill(6), 0);
    const still = stillField(frames, height, width);
    const { doseWeighted, plain } = await applyMotion(
      movie,
      noGain,
      { firstFrame: 0, endFrame: frames },
      still,
      { ...settings, doses },
      { threads: 2 },
    );
    // Frames that do not move pass the same filter, so that each alone gives its share of the exact sum.
    const half = width / 2 + 1;
    const exact = new Float64Array(2 * height * half);
    for (let t = 0; t < frames; t++) {
      const single = await applyMotion(
        movie,
        noGain,
        { firstFrame: t, endFrame: t + 1 },
        stillField(1, height, width),
        { ...settings, doses: Float64Array.of(0) },
        { threads: 1 },
      );
      const spectrum = await forwardReal(single.plain.data, [height, width]);
      for (let i = 0; i < height * half; i++) {
        const [y, x] = [Math.floor(i / half), i % half];
        const k = Math.hypot((y > height / 2 ? y - height : y) / height, x / width) / settings.pixelSizeA;
        const weight = normalisedWeights(k, doses, 300)[t] ?? 0;
        exact[2 * i] = (exact[2 * i] ?? 0) + weight * (spectrum[2 * i] ?? 0);
        exact[2 * i + 1] = (exact[2 * i + 1] ?? 0) + weight * (spectrum[2 * i + 1] ?? 0);
      }
    }
    const wanted = await inverseReal(Float32Array.from(exact), [height, width]);
    const image = doseWeighted.data;
    let [difference, power] = [0, 0];
    for (let y = 12; y < height - 12; y++) {
      for (let x = 12; x < width - 12; x++) {
        const at = y * width + x;
        difference += ((image[at] ?? 0) - (wanted[at] ?? 0)) ** 2;
        power += ((wanted[at] ?? 0) - 800) ** 2;
      }
    }
    // Away from the edges, where one is mirrored and the other repeated, weights that are good to 1e-3.
    expect(Math.sqrt(difference / power)).toBeLessThan(2e-3);
    expect(meanOf(doseWeighted)).toBeCloseTo(meanOf(plain), 1);
    expect(meanOf(plain)).toBeCloseTo(800, -1);
    await movie.release();
  });

  it('have white noise, up to their edges', async () => {
    const [frames, size] = [16, 256];
    const movie = await noiseMovie(frames, size, size);
    const random = createRandom(3);
    const field: DisplacementField = {
      ...stillField(frames, size, size),
      rigid: Float64Array.from({ length: 2 * frames }, () => 4 * random.uniform()),
    };
    const { plain } = await applyMotion(
      movie,
      noGain,
      { firstFrame: 0, endFrame: frames },
      field,
      { ...settings, doses: new Float64Array(frames) },
      { threads: 2 },
    );
    const mean = meanOf(plain);
    const variance = (inside: (y: number, x: number) => boolean): number => {
      const values = Array.from(plain.data).filter((_, i) => inside(Math.floor(i / size), i % size));
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const middle = variance((y, x) => y > 20 && x > 20 && y < 236 && x < 236);
    expect(middle / (100 * frames)).toBeGreaterThan(0.93);
    expect(middle / (100 * frames)).toBeLessThan(1.07);
    // At the edge mirrored counts stand twice, which raises some sums.
    expect(variance((y, x) => y < 3 || x < 3 || y > 252 || x > 252)).toBeLessThan(3 * middle);
    await movie.release();
  });

  it.each([0.75, 0.5, 0.25])('are Fourier cropped by %f: smaller, same mean, larger pixel', async (cropFactor) => {
    const movie = await noiseMovie(2, 92, 100);
    const { plain, doseWeighted, pixelSizeA } = await applyMotion(
      movie,
      noGain,
      { firstFrame: 0, endFrame: 2 },
      stillField(2, 92, 100),
      { ...settings, cropFactor, doses: Float64Array.of(1, 2) },
      { threads: 1 },
    );
    expect([plain.height, plain.width]).toEqual([92 * cropFactor, 100 * cropFactor]);
    expect(doseWeighted.width).toBe(plain.width);
    expect(meanOf(plain)).toBeCloseTo(200, 0);
    expect(pixelSizeA).toBeCloseTo(1.2 / cropFactor, 12);
    await movie.release();
  });
});
