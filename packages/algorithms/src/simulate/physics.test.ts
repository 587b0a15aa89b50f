import { createRandom, forwardReal } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { contrastTransfer } from '../ctf/ctf-model.js';
import { createAssembly } from './assembly.js';
import { amplitudeLeft } from '../radiation-damage.js';
import { findDamageModes } from './damage.js';
import { iceCoherence, iceStructureFactor } from './ice.js';
import { createMotionField, displacementGridOf, measureLocalRms, shiftPx } from './motion-field.js';
import { defaultParticleSettings, meanVariance, renderMap, renderParticles, simulateParticles } from './particles.js';
import {
  anglesOf,
  matrixOfAngles,
  multiply,
  randomRotation,
  rotationAbout,
  rotationVectorOf,
  transpose,
} from '../rotation.js';
import { contrastFactorA, scatteringFactorA, shareShapes } from './scattering.js';
import { toOpticalSpecimen } from './specimen-optics.js';
import { symmetryRotations } from '../symmetry/point-group.js';

const random = createRandom(17);

describe('rotations', () => {
  it('go to angles and vectors and back', () => {
    for (let i = 0; i < 50; i++) {
      const matrix = randomRotation(random);
      const { rotRad, tiltRad, psiRad } = anglesOf(matrix);
      matrixOfAngles(rotRad, tiltRad, psiRad).forEach((value, j) => {
        expect(value).toBeCloseTo(matrix[j] ?? NaN, 10);
      });
      const vector = rotationVectorOf(matrix);
      rotationAbout(vector, Math.hypot(...vector)).forEach((value, j) => {
        expect(value).toBeCloseTo(matrix[j] ?? NaN, 10);
      });
      multiply(matrix, transpose(matrix)).forEach((value, j) => {
        expect(value).toBeCloseTo(j % 4 === 0 ? 1 : 0, 12);
      });
    }
    for (const tilt of [0, Math.PI]) {
      const matrix = matrixOfAngles(0.4, tilt, 1.1);
      const { rotRad, tiltRad, psiRad } = anglesOf(matrix);
      matrixOfAngles(rotRad, tiltRad, psiRad).forEach((value, j) => {
        expect(value).toBeCloseTo(matrix[j] ?? NaN, 9);
      });
    }
  });

  it('are drawn evenly: the viewing direction has no preferred side', () => {
    const z = Array.from({ length: 4000 }, () => randomRotation(random)[8]);
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const square = z.reduce((sum, value) => sum + value * value, 0) / z.length;
    // Uniform in [-1, 1]: mean 0 and variance 1/3, five standard errors.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / 4000));
    expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / 4000));
  });
});

describe('the specimen', () => {
  it.each([
    ['C1', 1],
    ['C4', 4],
    ['D7', 14],
    ['T', 12],
    ['O', 24],
  ])('%s has its rotations, and they keep the assembly', (symmetry, order) => {
    const rotations = symmetryRotations(symmetry);
    expect(rotations).toHaveLength(order);
    const { positions, elements } = createAssembly({ symmetry, massKda: 60, seed: 3 });
    const places = new Set<string>();
    const key = (x: number, y: number, z: number, element: string | undefined): string[] =>
      [0, 1, 2, 3, 4, 5, 6, 7].map(
        (i) =>
          [x + 0.01 * (i & 1), y + 0.01 * ((i >> 1) & 1), z + 0.01 * (i >> 2)].map((v) => Math.floor(v / 0.02)).join() +
          String(element),
      );
    const at = (i: number): [number, number, number] => [
      positions[3 * i] ?? 0,
      positions[3 * i + 1] ?? 0,
      positions[3 * i + 2] ?? 0,
    ];
    elements.forEach((element, i) => {
      key(...at(i), element).forEach((name) => places.add(name));
    });
    for (const m of rotations) {
      for (let i = 0; i < elements.length; i += 13) {
        const [x, y, z] = at(i);
        const turned = [
          m[0] * x + m[1] * y + m[2] * z,
          m[3] * x + m[4] * y + m[5] * z,
          m[6] * x + m[7] * y + m[8] * z,
        ] as const;
        expect(key(...turned, elements[i]).some((name) => places.has(name))).toBe(true);
      }
    }
  });

  it('refuses symmetries that there are not', () => {
    for (const name of ['', 'C0', 'D', 'X3', 'C99', 'T2']) expect(() => symmetryRotations(name)).toThrow('no symmetry');
  });

  it('scatters as the tables say, more than the water it displaces', () => {
    // Forward scattering factors of International Tables C, table 4.3.2.2, in Å.
    expect(scatteringFactorA('C', 0)).toBeCloseTo(2.509, 3);
    expect(scatteringFactorA('O', 0)).toBeCloseTo(1.983, 3);
    for (const element of ['C', 'N', 'O', 'S', 'P']) expect(contrastFactorA(element, 0)).toBeGreaterThan(0);
    const elements = ['C', 'C', 'C', 'C', 'C', 'N', 'O', 'O', 'S'];
    const { shapes, weights } = shareShapes(elements);
    for (const element of ['C', 'N']) {
      const [a, b] = weights.get(element) ?? [0, 0];
      for (let k = 0; k < 0.4; k += 0.05) {
        expect(Math.abs(a * shapes[0](k) + b * shapes[1](k) - contrastFactorA(element, k))).toBeLessThan(0.07);
      }
    }
  });
});

describe('damage', () => {
  it('of all frames comes of a few modes', () => {
    const exposures = Array.from({ length: 40 }, (_, i) => 1.2 * (i + 0.5));
    const { curves, weights } = findDamageModes(exposures, 0.5, 300, 90);
    expect(curves.length).toBeLessThan(6);
    for (const frame of [0, 7, 39]) {
      for (const k of [0.02, 0.1, 0.3]) {
        const sum = curves.reduce((total, curve, i) => total + curve(k) * (weights[frame]?.[i] ?? 0), 0);
        const left = amplitudeLeft(k, exposures[frame] ?? 0, 300);
        expect(Math.abs(sum - left) * Math.exp((-90 * k * k) / 4)).toBeLessThan(2e-3);
      }
    }
  });
});

it('ice is ordered at 3.7 Å and forgets itself faster at high resolution', () => {
  const peak = Array.from({ length: 60 }, (_, i) => 0.1 + i * 0.005).reduce((a, b) =>
    iceStructureFactor(a) > iceStructureFactor(b) ? a : b,
  );
  expect(1 / peak).toBeGreaterThan(3.4);
  expect(1 / peak).toBeLessThan(3.9);
  expect(iceCoherence(0, 40)).toBe(1);
  expect(iceCoherence(0.25, 40)).toBeLessThan(iceCoherence(0.1, 40));
});

it('motion has the size asked for, starts at rest, and its grid solves p + s(p) = q', () => {
  const field = createMotionField({ driftPx: 6, localRmsPx: 0.45, jitterPx: 0 }, 30, 1500, 1700, 1.2, createRandom(2));
  expect(measureLocalRms(field)).toBeCloseTo(0.45, 6);
  const ends = field.globalPx.flatMap(([x, y]) => field.globalPx.map(([u, v]) => Math.hypot(x - u, y - v)));
  expect(Math.max(...ends)).toBeCloseTo(6, 6);
  expect(shiftPx(field, 200, 300, 0)).toEqual([0, 0]);
  const { nodes, columns, spacingPx } = displacementGridOf(field, 20);
  for (const node of [0, 5, columns + 7, 3 * columns + 11]) {
    const [qx, qy] = [(node % columns) * spacingPx, Math.floor(node / columns) * spacingPx];
    const [px, py] = [qx + (nodes[2 * node] ?? NaN), qy + (nodes[2 * node + 1] ?? NaN)];
    const [sx, sy] = shiftPx(field, px, py, 20);
    expect(px + sx).toBeCloseTo(qx, 3);
    expect(py + sy).toBeCloseTo(qy, 3);
  }
});

describe('particles', () => {
  const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'C1', massKda: 40, seed: 5 }));
  const settings = { ...defaultParticleSettings, count: 70, boxPx: 40, pixelSizeA: 3, shiftPx: 2 };

  it('are bright, and have the noise and signal asked for', async () => {
    const images: Float32Array[] = [];
    const { views, scale } = await simulateParticles(settings, specimen, 4, (batch) => {
      images.push(batch);
      return Promise.resolve();
    });
    const all = Float32Array.from(images.flatMap((batch) => Array.from(batch)));
    expect(views).toHaveLength(70);
    expect(all).toHaveLength(70 * 1600);
    const total = meanVariance(all, 1600);
    // Signal 0.08 and noise 1, five standard errors of the variance and a share for the probe of 64 images.
    expect(Math.abs(total - 1.08)).toBeLessThan(5 * Math.sqrt(2 / all.length) + 0.01);
    const clean = await renderParticles(settings, specimen, views);
    expect(scale ** 2 * meanVariance(clean, 1600)).toBeCloseTo(0.08, 2);
    const highest = clean.reduce((most, value) => Math.max(most, value), 0);
    expect(highest).toBeGreaterThan(-clean.reduce((least, value) => Math.min(least, value), 0));
  });

  it('vanish where their contrast transfer does', async () => {
    const pixelSizeA = 2;
    const sizePx = 64;
    const ctf = {
      accelKv: 300,
      csMm: 2.7,
      ampContrast: 0.1,
      df1A: 15_000,
      df2A: 15_000,
      dfAngleRad: 0,
      phaseShiftRad: 0,
    };
    const chosen = { ...settings, boxPx: sizePx, pixelSizeA };
    const view = { rotation: randomRotation(random), shiftPx: [0, 0] as const, ctf };
    const image = await renderParticles(chosen, specimen, [view]);
    const spectrum = await forwardReal(image, [sizePx, sizePx]);
    const [rows, sums] = [Array.from({ length: 28 }, () => 0), Array.from({ length: 28 }, () => 0)];
    const half = sizePx / 2 + 1;
    for (let i = 0; i < half * sizePx; i++) {
      const [x, y] = [i % half, Math.floor(i / half)];
      const ring = Math.round(Math.hypot(x, y > sizePx / 2 ? y - sizePx : y));
      if (ring >= 28) continue;
      rows[ring] = (rows[ring] ?? 0) + 1;
      sums[ring] = (sums[ring] ?? 0) + (spectrum[2 * i] ?? 0) ** 2 + (spectrum[2 * i + 1] ?? 0) ** 2;
    }
    const power = sums.map((sum, ring) => sum / Math.max(1, rows[ring] ?? 1));
    const transfer = power.map((_, ring) => contrastTransfer(ctf, ring / (sizePx * pixelSizeA), 0));
    let zeros = 0;
    for (let ring = 6; ring < 24; ring++) {
      const isZero = (transfer[ring - 1] ?? 0) * (transfer[ring + 1] ?? 0) < 0 && Math.abs(transfer[ring] ?? 1) < 0.35;
      if (!isZero) continue;
      zeros++;
      const around = Math.max(power[ring - 3] ?? 0, power[ring - 2] ?? 0);
      expect((power[ring] ?? NaN) / around).toBeLessThan(0.5);
    }
    expect(zeros).toBeGreaterThan(1);
  });

  it('are projections of the map: seen along its z axis without defocus, its sum', async () => {
    const chosen = { ...settings, boxPx: 36 };
    const map = await renderMap(chosen, specimen);
    const flat = {
      accelKv: 300,
      csMm: 0,
      ampContrast: 0.5,
      df1A: 0,
      df2A: 0,
      dfAngleRad: 0,
      phaseShiftRad: Math.PI / 2 - Math.asin(0.5),
    };
    const view = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const, shiftPx: [0, 0] as const, ctf: flat };
    const image = await renderParticles({ ...chosen, shiftPx: 0 }, specimen, [view]);
    const largest = image.reduce((most, value) => Math.max(most, value), 0);
    image.forEach((value, i) => {
      let sum = 0;
      for (let z = 0; z < 36; z++) sum += map.data[z * 1296 + i] ?? 0;
      // The box of the image is wider before it is cut, so that its rim is not folded back.
      expect(Math.abs(sum - value) / largest).toBeLessThan(0.02);
    });
  });
});
