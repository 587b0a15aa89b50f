import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@vitreous/numerics';
import { simulateSource, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { judgeMap } from '../simulate/judge-map.js';
import { renderMap } from '../simulate/particles.js';
import { defaultAbinitSettings, type AbinitSettings } from './abinit-settings.js';
import type { AbinitState } from './abinit-state.js';
import { findMaps, type AbinitFound, type AbinitWork } from './abinit.js';
import { coarsenSource, finerShifts } from './coarse-source.js';

const settings: AbinitSettings = {
  ...defaultAbinitSettings,
  symmetry: 'C1',
  maskDiameterA: 170,
  maxResolutionA: 14,
  maxShiftA: 12,
  steps: 16,
  batch: 60,
};

describe('particles without a map', () => {
  let simulated: SimulatedSource;
  let truth: Float32Array;
  beforeAll(async () => {
    simulated = await simulateSource(
      { count: 200, boxPx: 32, pixelSizeA: 7, snr: 1, shiftPx: 1 },
      { seed: 9, massKda: 500, symmetry: 'C1' },
    );
    truth = (await renderMap(simulated.settings, simulated.specimen)).data;
  }, 30_000);

  const halves = Uint8Array.from({ length: 200 }, (_, i) => i % 2);
  const run = (
    changed: Partial<AbinitSettings>,
    threads: number,
    hooks: Partial<AbinitWork> = {},
  ): Promise<AbinitFound> =>
    findMaps(
      simulated.source,
      halves,
      { ...settings, ...changed },
      { threads, signal: new AbortController().signal, ...hooks },
    );

  it('find a map up to its hand', async () => {
    const { classes, certainty, ...starts } = await run({}, 2);
    const [found] = classes;
    expect(starts).toEqual({ starts: 1, alikeStarts: 1 });
    expect(certainty).toBeGreaterThan(0.1);
    if (found === undefined) throw new Error('no map');
    expect(found.particles.length).toBe(200);
    const { fsc } = await judgeMap(found.map, truth, { boxPx: 32, radiusPx: 12 });
    // Noise agrees on the first shells at most: 5 is 45 Å.
    expect(crossingOf([1, ...fsc], 0.5)).toBeGreaterThan(6);
  }, 180_000);

  it('find the same maps for any number of threads, several at a time', async () => {
    const quick = { steps: 2, batch: 20, classes: 2, maxResolutionA: 25 };
    const [one, other] = [(await run(quick, 1)).classes, (await run(quick, 3)).classes];
    expect(one.length).toBe(2);
    expect(other.map(({ particles }) => particles)).toEqual(one.map(({ particles }) => particles));
    expect(other.map(({ map }) => map)).toEqual(one.map(({ map }) => map));
    // Each particle that was drawn has one class.
    const all = one.flatMap(({ particles }) => [...particles]);
    expect(new Set(all).size).toBe(all.length);
  }, 180_000);

  it('are the same maps when the work was interrupted', async () => {
    const quick = { steps: 4, batch: 20, maxResolutionA: 25 };
    let kept: AbinitState | null = null;
    const whole = await run(quick, 2, {
      onStep: async ({ step }, copy) => {
        if (step === 2) kept = structuredClone((await copy?.()) ?? null);
      },
    });
    const steps: number[] = [];
    const again = await run(quick, 2, {
      onBegin: (state) => {
        Object.assign(state, kept);
      },
      onStep: ({ step }) => {
        steps.push(step);
      },
    });
    expect(steps).toEqual([3, 4]);
    expect(again).toEqual(whole);
  }, 180_000);

  it('go on from the most likely of several starts', async () => {
    const seen: { start: number | null; step: number; score: number }[] = [];
    const found = await run({ starts: 3, steps: 5, batch: 20, maxResolutionA: 25 }, 2, {
      onStep: ({ start, step, score }, copy) => {
        expect(copy === null).toBe(start !== null);
        seen.push({ start, step, score });
      },
    });
    const steps = [0, 1, 2].flatMap((start) => [1, 2, 3].map((step) => [start, step]));
    expect(seen.map(({ start, step }) => [start, step])).toEqual([...steps, [null, 4], [null, 5]]);
    const means = [0, 1, 2].map((own) => {
      const scores = seen.filter(({ start }) => start === own).map(({ score }) => score);
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    });
    const best = Math.max(...means);
    expect(found).toMatchObject({ starts: 3, alikeStarts: means.filter((one) => one > 0.9 * best).length });
  }, 180_000);

  it('can be called off, and are refused with settings that make no sense', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(run({}, 1, { signal: controller.signal })).rejects.toThrow('enough');
    await expect(run({ classes: 30 }, 1)).rejects.toThrow('30 maps');
    await expect(run({ maskDiameterA: 1 }, 1)).rejects.toThrow('a mask of 1 Å');
    await expect(run({ maxResolutionA: 90 }, 1)).rejects.toThrow('a resolution of 90 Å');
  });

  it('are made coarse about the same centre', async () => {
    const coarse = coarsenSource(simulated.source, 16, 1);
    expect(coarse.pixelSizeA).toBe(14);
    const [fine, small] = [await simulated.source.read([3]), await coarse.read([3])];
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(small)).toBeCloseTo(mean(fine), 4);
    expect(Array.from(finerShifts(Float32Array.from([1, -2]), 16, 32))).toEqual([2, -4]);
    // An odd box has its centre half a pixel before its middle.
    expect(finerShifts(Float32Array.from([0]), 16, 33)[0]).toBeCloseTo(0.5, 6);
  });
});

it('particles of a symmetric complex find its axes after its shape', async () => {
  const symmetry = 'C4';
  const simulated = await simulateSource(
    { count: 100, boxPx: 32, pixelSizeA: 7, snr: 2, shiftPx: 1 },
    { seed: 5, massKda: 500, symmetry },
  );
  const halves = Uint8Array.from({ length: 100 }, (_, i) => i % 2);
  const {
    classes: [found],
  } = await findMaps(
    simulated.source,
    halves,
    { ...settings, symmetry, lateSymmetry: true, steps: 14, batch: 40 },
    { threads: 2, signal: new AbortController().signal },
  );
  if (found === undefined) throw new Error('no map');
  expect(found.symmetryFound).toBeGreaterThan(0.6);
  // The fourfold axis lies along z: a quarter turn in each section changes nothing.
  const turned = found.map.map((_, i) => {
    const [x, y] = [(i % 32) - 16, (Math.floor(i / 32) % 32) - 16];
    return found.map[Math.floor(i / 1024) * 1024 + (x + 16) * 32 + 16 - y] ?? 0;
  });
  const inner = (await correlateVolumes(turned, found.map, 32)).slice(1, 12);
  for (const value of inner) expect(value).toBeGreaterThan(0.9);
}, 240_000);

it('a map and its mirror image are one to the judge, another map is not', async () => {
  const boxPx = 32;
  const random = createRandom(2);
  const spots = Array.from({ length: 12 }, () => [0, 1, 2].map(() => 16 + 6 * (2 * random.uniform() - 1)));
  const at = (i: number): number[] => [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
  const draw = (of: (place: number[]) => number[], places: readonly number[][]): Float32Array =>
    Float32Array.from({ length: boxPx ** 3 }, (_, i) => {
      const here = of(at(i));
      return places.reduce((sum, spot) => {
        const squared = spot.reduce((total, value, axis) => total + (value - (here[axis] ?? 0)) ** 2, 0);
        return sum + Math.exp(-squared / 3);
      }, 0);
    });
  const truth = draw((place) => place, spots);
  // Turned by a quarter about z, moved by a pixel, and seen in a mirror.
  const moved = draw(([x = 0, y = 0, z = 0]) => [y, 32 - x, z + 1], spots);
  const mirrored = draw(([x = 0, y = 0, z = 0]) => [x, y, 32 - z], spots);
  const same = await judgeMap(moved, truth, { boxPx, radiusPx: 11 });
  expect(same.mirrored).toBe(false);
  expect(same.fsc[8]).toBeGreaterThan(0.95);
  const other = await judgeMap(mirrored, truth, { boxPx, radiusPx: 11 });
  expect(other.mirrored).toBe(true);
  expect(other.fsc[8]).toBeGreaterThan(0.95);
  const strange = draw(
    (place) => place,
    Array.from({ length: 12 }, () => [0, 1, 2].map(() => 16 + 6 * (2 * random.uniform() - 1))),
  );
  const wrong = await judgeMap(strange, truth, { boxPx, radiusPx: 11 });
  expect(wrong.fsc[6]).toBeLessThan(0.6);
});
