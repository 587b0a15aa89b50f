import { createRandom } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateSource, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { renderMap } from '../simulate/particles.js';
import { poseDistanceRad } from '../symmetry/pose-distance.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { defaultRefineSettings, type RefineSettings } from './refine-settings.js';
import { refine } from './refine.js';
import type { RefineState } from './refine-state.js';
import type { Refinement } from './refinement.js';

const symmetry = 'D2';
const settings: RefineSettings = {
  ...defaultRefineSettings,
  symmetry,
  maskDiameterA: 170,
  initialResolutionA: 35,
  maxShiftA: 20,
  joinHalvesA: 40,
};

describe('particles of a small complex', () => {
  let simulated: SimulatedSource;
  let truth: Float32Array;
  let halves: Uint8Array;
  beforeAll(async () => {
    simulated = await simulateSource(
      { count: 80, boxPx: 32, pixelSizeA: 6, snr: 0.3, shiftPx: 2 },
      { seed: 4, massKda: 400, symmetry },
    );
    truth = (await renderMap(simulated.settings, simulated.specimen)).data;
    halves = Uint8Array.from(simulated.views, (_, i) => i % 2);
  }, 30_000);

  const run = (threads: number, signal = new AbortController().signal): Promise<Refinement> =>
    // The strength of the first map does not matter.
    refine(
      simulated.source,
      truth.map((value) => 50 * value),
      halves,
      settings,
      { threads, signal },
    );

  it('find their poses and the map, the same for any number of threads', async () => {
    const found = await run(1);
    const group = symmetryRotations(symmetry);
    const errors = simulated.views.map(({ rotation }, i) =>
      poseDistanceRad(found.particles.rotations.subarray(9 * i, 9 * i + 9), rotation, group),
    );
    errors.sort((a, b) => a - b);
    // Nyquist resolves 4° at the rim.
    const degree = Math.PI / 180;
    expect(errors[40]).toBeLessThan(5 * degree);
    expect(errors[56]).toBeLessThan(12 * degree);
    const shifts = simulated.views.map(({ shiftPx }, i) =>
      Math.hypot(...shiftPx.map((value, axis) => value - (found.particles.shiftsPx[2 * i + axis] ?? NaN))),
    );
    expect(shifts.sort((a, b) => a - b)[40]).toBeLessThan(0.4);
    expect(crossingOf(await correlateVolumes(found.maps.map, truth, 32), 0.5)).toBeGreaterThan(12);
    expect(found.converged).toBe(true);
    const again = await run(3);
    expect(again.particles).toEqual(found.particles);
    expect(again.maps.map).toEqual(found.maps.map);
  }, 60_000);

  it('lead to the same result when the work was interrupted', async () => {
    const work = { threads: 2, signal: new AbortController().signal };
    const few = { ...settings, maxIterations: 3 };
    let kept: RefineState | null = null;
    const whole = await refine(simulated.source, truth, halves, few, {
      ...work,
      onIteration: ({ iteration }, state) => {
        if (iteration === 2) kept = structuredClone(state);
      },
    });
    const iterations: number[] = [];
    const again = await refine(simulated.source, new Float32Array(32 ** 3), halves, few, {
      ...work,
      onBegin: (state) => {
        Object.assign(state, kept);
      },
      onIteration: ({ iteration }) => {
        iterations.push(iteration);
      },
    });
    expect(iterations).toEqual([3]);
    expect(again.particles).toEqual(whole.particles);
    expect(again.maps.map).toEqual(whole.maps.map);
    expect(again.iterations).toEqual(whole.iterations);
  }, 60_000);

  it('are seen through a mask that is given', async () => {
    const side = 32;
    const mask = truth.map((_, i) => Number(i % side < side / 2));
    const work = { threads: 2, signal: new AbortController().signal };
    const { maps } = await refine(simulated.source, truth, halves, { ...settings, mask, maxIterations: 1 }, work);
    expect(maps.mask).toEqual(mask);
    expect(maps.sharpened.filter((value, i) => (mask[i] ?? 0) === 0 && value !== 0)).toHaveLength(0);
    await expect(refine(simulated.source, truth, halves, { ...settings, mask: mask.slice(1) }, work)).rejects.toThrow(
      'a mask of 32767 voxels',
    );
  });

  it('can be called off', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(run(1, controller.signal)).rejects.toThrow('enough');
  });

  it.each([
    [{ maskDiameterA: 5 }, 'a mask of 5 Å'],
    [{ initialResolutionA: 2 }, 'an initial resolution of 2 Å'],
    [{ symmetry: 'X2' }, 'no symmetry "X2"'],
    [{ maxIterations: 0 }, '0 iterations'],
  ])('are refused with settings that make no sense: %o', async (changed, message) => {
    const work = { threads: 1, signal: new AbortController().signal };
    await expect(refine(simulated.source, truth, halves, { ...settings, ...changed }, work)).rejects.toThrow(message);
  });
});

it.each([
  ['C3', 120],
  ['D7', 40],
  ['T', 40],
  ['O', 40],
  ['I', 40],
])('particles of symmetry %s find their poses and the map', async (group, count) => {
  const boxPx = 32;
  const simulated = await simulateSource(
    { count, boxPx, pixelSizeA: 6, snr: 0.5, shiftPx: 1 },
    { seed: 6, massKda: 500, symmetry: group },
  );
  const truth = (await renderMap(simulated.settings, simulated.specimen)).data;
  const found = await refine(
    simulated.source,
    truth,
    Uint8Array.from(simulated.views, (_, i) => i % 2),
    { ...settings, symmetry: group, maskDiameterA: 180, maxIterations: 4 },
    { threads: 2, signal: new AbortController().signal },
  );
  const rotations = symmetryRotations(group);
  const errors = simulated.views.map(({ rotation }, i) =>
    poseDistanceRad(found.particles.rotations.subarray(9 * i, 9 * i + 9), rotation, rotations),
  );
  // Nyquist resolves 4° at the rim.
  expect(errors.sort((a, b) => a - b)[count / 2]).toBeLessThan((6 * Math.PI) / 180);
  expect(crossingOf(await correlateVolumes(found.maps.map, truth, boxPx), 0.5)).toBeGreaterThan(11);
});

it('particles of different strengths are told how strong they are', async () => {
  // Particles are normalised by what is outside the mask: a box that leaves room about them keeps signal out of that.
  const [count, boxPx] = [120, 48];
  const random = createRandom(7);
  const strengths = Float32Array.from({ length: count }, () => 0.5 + random.uniform());
  const simulated = await simulateSource(
    { count, boxPx, pixelSizeA: 6, snr: 0.3, shiftPx: 1 },
    { seed: 6, massKda: 500, symmetry: 'D7' },
    (view) => view,
    strengths,
  );
  const truth = (await renderMap(simulated.settings, simulated.specimen)).data;
  const { particles } = await refine(
    simulated.source,
    truth,
    Uint8Array.from(simulated.views, (_, i) => i % 2),
    { ...settings, symmetry: 'D7', maskDiameterA: 170, maxIterations: 4, perParticleScale: true },
    { threads: 2, signal: new AbortController().signal },
  );
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  // Strengths found are relative to their mean.
  const [known, found] = [strengths, particles.scales].map((values) => values.map((value) => value / mean(values) - 1));
  if (known === undefined || found === undefined) throw new Error('no strengths');
  const product = mean(known.map((value, i) => value * (found[i] ?? NaN)));
  const [own, other] = [mean(known.map((value) => value ** 2)), mean(found.map((value) => value ** 2))];
  expect(product / Math.sqrt(own * other)).toBeGreaterThan(0.9);
  expect(Math.abs(product / own - 1)).toBeLessThan(0.1);
}, 60_000);
