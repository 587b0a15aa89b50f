import { createRandom, forwardReal, inverseReal } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { simulateSource } from '../class2d/testing/simulated-source.js';
import { softSphere } from '../mask/soft-sphere.js';
import { reconstruct } from '../reconstruct/reconstruct.js';
import { identity, matrixOfAngles, randomRotation } from '../rotation.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { measureCones, type ConicalFsc } from './conical-fsc.js';
import { sampleFourier } from './fourier-sampling.js';
import { createSphereCells } from './sphere-cells.js';

const degree = Math.PI / 180;

describe.each([true, false])('cells of a sphere (half of it: %s)', (isHalf) => {
  const cells = createSphereCells(0.2, { isHalf });
  const count = cells.directions.length / 3;

  it('are as many as fit, hold their own middles, and have one area', () => {
    expect((count * 0.2 ** 2) / ((isHalf ? 2 : 4) * Math.PI)).toBeCloseTo(1, 1);
    const random = createRandom(1);
    const found = new Float64Array(count);
    for (let cell = 0; cell < count; cell++) {
      const [x = 0, y = 0, z = 0] = cells.directions.subarray(3 * cell, 3 * cell + 3);
      expect(cells.find(5 * x, 5 * y, 5 * z)).toBe(cell);
      if (isHalf && z > 0.01) expect(cells.find(-x, -y, -z)).toBe(cell);
    }
    const draws = 300 * count;
    for (let i = 0; i < draws; i++) {
      const cell = cells.find(random.normal(), random.normal(), random.normal());
      found[cell] = (found[cell] ?? 0) + 1;
    }
    // 300 each, give or take five deviations of a count.
    for (const value of found) expect(Math.abs(value - 300)).toBeLessThan(5 * Math.sqrt(300));
  });
});

describe('the sampling compensation factor', () => {
  const factorOf = (rotations: number[][], group = [identity]): number =>
    sampleFourier(Float32Array.from(rotations.flat()), group).factor;
  const random = createRandom(2);
  const angle = (): number => 2 * Math.PI * random.uniform();

  it('of even views is 1, of side views 8 / pi², of one view nearly nothing', () => {
    const even = Array.from({ length: 20_000 }, () => [...randomRotation(random)]);
    expect(factorOf(even)).toBeGreaterThan(0.97);
    expect(factorOf(even)).toBeLessThanOrEqual(1);
    const sides = Array.from({ length: 20_000 }, () => [...matrixOfAngles(angle(), Math.PI / 2, angle())]);
    expect(factorOf(sides)).toBeCloseTo(8 / Math.PI ** 2, 1);
    const top = Array.from({ length: 20_000 }, () => [...matrixOfAngles(angle(), 0, 0)]);
    const one = sampleFourier(Float32Array.from(top.flat()), [identity]);
    expect(one.factor).toBeLessThan(0.02);
    expect(one.unseen).toBeGreaterThan(0.95);
  });

  it('rises with symmetry that spreads views', () => {
    const few = Array.from({ length: 3000 }, () => [...matrixOfAngles(angle(), 40 * degree, angle())]);
    expect(factorOf(few, symmetryRotations('O'))).toBeGreaterThan(factorOf(few) + 0.3);
  });
});

describe('cones', () => {
  const n = 80;

  /** Halves of white signal with noise `level` times as strong, in Fourier space, as a function of the direction. */
  async function halvesWith(level: (cosine: number) => number): Promise<[Float32Array, Float32Array]> {
    const shape = [n, n, n];
    const noise = (seed: number): Promise<Float32Array> => {
      const random = createRandom(seed);
      return forwardReal(
        Float32Array.from({ length: n ** 3 }, () => random.normal()),
        shape,
      );
    };
    const signal = await noise(1);
    const half = async (seed: number): Promise<Float32Array> => {
      const own = await noise(seed);
      const width = n / 2 + 1;
      const signed = (i: number): number => (i < n / 2 ? i : i - n);
      return inverseReal(
        own.map((value, i) => {
          const at = i >> 1;
          const place = [at % width, signed(Math.floor(at / width) % n), signed(Math.floor(at / width / n))];
          const radius = Math.hypot(...place);
          // White noise against signal that fades, so that curves fall.
          const k = radius / 20;
          return (signal[i] ?? 0) + level(radius > 0 ? Math.abs((place[2] ?? 0) / radius) : 0) * k * k * value;
        }),
        shape,
      );
    };
    return [await half(2), await half(3)];
  }

  function medianCrossing({ cones, crossings }: ConicalFsc, isMeant: (z: number) => boolean): number {
    const meant = Array.from(crossings).filter((_, cone) => isMeant(cones.directions[3 * cone + 2] ?? 0));
    return meant.sort((a, b) => a - b)[meant.length >> 1] ?? NaN;
  }

  it('of even noise are alike', async () => {
    const found = await measureCones(await halvesWith(() => 1), { halfAngleRad: 20 * degree }, { threads: 2 });
    expect(found.areaRatio).toBeGreaterThan(0.85);
    // The correlation is 1 / (1 + (k / 20)⁴): 0.143 at 20 * 6^(1/4) = 31.3; noise ends curves a little early.
    expect(Math.abs(medianCrossing(found, () => true) - 31.3)).toBeLessThan(2);
  });

  it('show where noise is stronger', async () => {
    // Four times as strong along z: there 0.143 is crossed at half the radius.
    const halves = await halvesWith((cosine) => (cosine > Math.cos(40 * degree) ? 4 : 1));
    const found = await measureCones(halves, { halfAngleRad: 20 * degree }, { threads: 2 });
    expect(Math.abs(medianCrossing(found, (z) => z > Math.cos(15 * degree)) - 15.6)).toBeLessThan(2);
    expect(Math.abs(medianCrossing(found, (z) => z < Math.cos(65 * degree)) - 31.3)).toBeLessThan(2);
    expect(found.areaRatio).toBeGreaterThan(0.35);
    expect(found.areaRatio).toBeLessThan(0.6);
  });
});

it('particles of a preferred orientation give themselves away, others do not', async () => {
  const simulated = await simulateSource(
    { count: 700, boxPx: 32, pixelSizeA: 5, snr: 0.5 },
    { seed: 8, massKda: 250, symmetry: 'C1' },
  );
  const { views, source } = simulated;
  const judge = async (chosen: readonly number[]): Promise<[factor: number, ratio: number]> => {
    const part = chosen.map((i) => views[i]).filter((view) => view !== undefined);
    const rotations = Float32Array.from(part.flatMap(({ rotation }) => rotation));
    const made = await reconstruct(
      {
        ...source,
        count: chosen.length,
        aberration: (particle) => source.aberration(chosen[particle] ?? 0),
        read: (particles) => source.read(particles.map((particle) => chosen[particle] ?? 0)),
      },
      {
        rotations,
        shiftsPx: Float32Array.from(part.flatMap(({ shiftPx }) => shiftPx)),
        scales: new Float32Array(chosen.length).fill(1),
        halves: Uint8Array.from(chosen, (_, i) => i % 2),
      },
      { maskDiameterA: 130, symmetry: 'C1', seed: 1 },
      { threads: 2, signal: new AbortController().signal },
    );
    const ball = softSphere(32, 13, 3);
    const [a, b] = made.halves.map((half) => half.map((value, i) => value * (ball[i] ?? 0)));
    if (a === undefined || b === undefined) throw new Error('two halves are made');
    const { areaRatio } = await measureCones([a, b], { halfAngleRad: 20 * degree }, { threads: 2 });
    return [sampleFourier(rotations, [identity]).factor, areaRatio];
  };
  // Of as many particles: those that look along z within 35 degrees, and the first ones.
  const along = Array.from(views.keys()).filter((i) => Math.abs(views[i]?.rotation[8] ?? 0) > Math.cos(35 * degree));
  const [poorFactor, poorRatio] = await judge(along);
  const [evenFactor, evenRatio] = await judge(Array.from(along.keys()));
  expect(evenRatio).toBeGreaterThan(0.7);
  expect(poorRatio).toBeLessThan(0.5);
  expect(poorFactor).toBeLessThan(0.5 * evenFactor);
}, 30_000);
