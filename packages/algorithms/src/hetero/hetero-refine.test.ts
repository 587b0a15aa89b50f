import { beforeAll, describe, expect, it } from 'vitest';
import type { ParticleSource } from '../class2d/particle-source.js';
import { simulateSource, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { renderMap } from '../simulate/particles.js';
import { heteroRefine, type HeteroRefinement } from './hetero-refine.js';
import { defaultHeteroSettings, type HeteroSettings } from './hetero-settings.js';
import { bestClasses, type HeteroState } from './hetero-state.js';

const boxPx = 32;
const each = 70;
const settings: HeteroSettings = {
  ...defaultHeteroSettings,
  symmetry: 'D2',
  maskDiameterA: 170,
  initialResolutionA: 35,
  maxShiftA: 15,
  maxIterations: 4,
};

/** Of two sources by turns. */
function mix(one: SimulatedSource, other: SimulatedSource): ParticleSource {
  const of = (particle: number): ParticleSource => (particle % 2 === 0 ? one.source : other.source);
  return {
    ...one.source,
    count: 2 * each,
    aberration: (particle) => of(particle).aberration(particle >> 1),
    read: async (particles) => {
      const images = await Promise.all(particles.map((particle) => of(particle).read([particle >> 1])));
      return Float32Array.from(images.flatMap((image) => Array.from(image)));
    },
  };
}

describe('particles of two specimens', () => {
  let source: ParticleSource;
  let truths: Float32Array[];
  const halves = Uint8Array.from({ length: 2 * each }, (_, i) => (i >> 1) % 2);
  beforeAll(async () => {
    const simulate = (seed: number): Promise<SimulatedSource> =>
      simulateSource(
        { count: each, boxPx, pixelSizeA: 6, snr: 0.8, shiftPx: 1.5 },
        { seed, massKda: 400, symmetry: settings.symmetry },
      );
    const [one, other] = [await simulate(4), await simulate(8)];
    source = mix(one, other);
    truths = [];
    for (const { settings, specimen } of [one, other]) truths.push((await renderMap(settings, specimen)).data);
  }, 30_000);

  const truthOf = (k: number): Float32Array => {
    const truth = truths[k];
    if (truth === undefined) throw new RangeError(`there is no specimen ${k}`);
    return truth;
  };
  const run = (
    changed: Partial<HeteroSettings>,
    threads: number,
    hooks: Partial<Parameters<typeof heteroRefine>[4]> = {},
  ): Promise<HeteroRefinement> =>
    heteroRefine(
      source,
      // Of unequal strength, which must not matter.
      truths.map((truth, k) => truth.map((value) => (1 + 30 * k) * value)),
      halves,
      { ...settings, ...changed },
      { threads, signal: new AbortController().signal, ...hooks },
    );

  it('are told apart, and make both maps', async () => {
    const shapes = crossingOf(await correlateVolumes(truthOf(0), truthOf(1), boxPx), 0.5);
    const found = await run({}, 2);
    const classes = bestClasses(found.particles);
    const right = classes.filter((k, particle) => k === particle % 2).length;
    expect(right / classes.length).toBeGreaterThan(0.95);
    for (const [k, { share, maps }] of found.classes.entries()) {
      expect(share).toBeCloseTo(0.5, 1);
      const agreement = crossingOf(await correlateVolumes(maps.map, truthOf(k), boxPx), 0.5);
      expect(agreement).toBeGreaterThan(11);
      expect(agreement).toBeGreaterThan(shapes + 4);
    }
    const sums = Array.from(
      classes,
      (_, i) => (found.particles.posteriors[2 * i] ?? 0) + (found.particles.posteriors[2 * i + 1] ?? 0),
    );
    for (const sum of sums) expect(sum).toBeCloseTo(1, 4);
  }, 60_000);

  it('are sorted alike on any number of threads and after an interruption', async () => {
    const few = { maxIterations: 2, globalIterations: 1 };
    let kept: HeteroState | null = null;
    const whole = await run(few, 1, {
      onIteration: ({ iteration }, state) => {
        if (iteration === 1) kept = structuredClone(state);
      },
    });
    const again = await run(few, 3, {
      onBegin: (state) => {
        Object.assign(state, kept);
      },
    });
    expect(again.particles).toEqual(whole.particles);
    expect(again.classes.map(({ maps }) => maps.map)).toEqual(whole.classes.map(({ maps }) => maps.map));
    expect(again.iterations).toEqual(whole.iterations);
  }, 60_000);

  it('can be called off, and are refused with settings that make no sense', async () => {
    await expect(run({}, 1, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    await expect(run({ maskDiameterA: 5 }, 1)).rejects.toThrow('a mask of 5 Å');
    await expect(run({ globalIterations: 0 }, 1)).rejects.toThrow('0 searches');
    const work = { threads: 1, signal: new AbortController().signal };
    await expect(heteroRefine(source, truths.slice(0, 1), halves, settings, work)).rejects.toThrow('1 maps');
  });
});
