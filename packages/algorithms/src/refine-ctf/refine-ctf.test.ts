import { createRandom } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateSource, sourceOfImages, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { aberrationOf } from '../ctf/ctf-model.js';
import { undoOddAberrations, type OddAberration } from '../ctf/odd-aberration.js';
import type { ParticleSource } from '../class2d/particle-source.js';
import { correlateVolumes } from '../fsc/shells.js';
import { reconstruct } from '../reconstruct/reconstruct.js';
import { renderMap } from '../simulate/particles.js';
import { allAberrations, type Aberrations } from './aberration-terms.js';
import { takeHalfMaps, type KnownMaps, type PosedParticles } from './known-maps.js';
import { measureAberrations, measureDefocus } from './refine-ctf.js';

const work = { threads: 2, signal: new AbortController().signal };
const [count, boxPx, pixelSizeA] = [160, 64, 2.5];
const symmetry = 'D2';
/** Two groups: the microscope of the first is off, that of the second is not. */
const tiltA: readonly [number, number] = [9000, -6000];
const trefoilA: readonly [number, number] = [-4000, 7000];
const tetraA = [4e6, -3e6, 1.2e7, 8e6] as const;
const csOffMm = 1.5;
const odd: OddAberration = { accelKv: 300, shiftA: [0, 0], tiltA, trefoilA };
const groupOf = (particle: number): number => (particle >> 1) % 2;

describe('particles of a map that is known', () => {
  let simulated: SimulatedSource;
  let poses: PosedParticles;
  /** As the table has it: none of the aberrations, defocus off by some. */
  let told: ParticleSource;
  let defocusOff: Float32Array;

  beforeAll(async () => {
    const random = createRandom(3);
    defocusOff = Float32Array.from({ length: count }, () => 400 * random.normal());
    let next = 0;
    simulated = await simulateSource(
      { count, boxPx, pixelSizeA, snr: 1, shiftPx: 1.5, bFactorA2: 10, envelopeA2: 10, defocusRangeA: [3000, 8000] },
      { seed: 7, massKda: 120, symmetry },
      (view) => {
        const particle = next++;
        const isOff = groupOf(particle) === 0;
        const ctf = isOff ? { ...view.ctf, csMm: view.ctf.csMm + csOffMm, tetraA } : view.ctf;
        return { ...view, ctf };
      },
    );
    // The opposite of undoing is doing.
    const opposite = {
      ...odd,
      tiltA: [-tiltA[0], -tiltA[1]] as const,
      trefoilA: [-trefoilA[0], -trefoilA[1]] as const,
    };
    const images = await undoOddAberrations(simulated.images, simulated.settings, (image) =>
      groupOf(image) === 0 ? opposite : null,
    );
    const plain = simulated.views.map((view) => {
      const { accelKv, ampContrast, df1A, df2A, dfAngleRad, phaseShiftRad } = view.ctf;
      return { ...view, ctf: { accelKv, csMm: 2.7, ampContrast, df1A, df2A, dfAngleRad, phaseShiftRad } };
    });
    told = sourceOfImages(images, plain, simulated.settings);
    poses = {
      rotations: Float32Array.from(simulated.views.flatMap(({ rotation }) => rotation)),
      shiftsPx: Float32Array.from(simulated.views.flatMap(({ shiftPx }) => shiftPx)),
      scales: new Float32Array(count).fill(1),
      halves: Uint8Array.from({ length: count }, (_, i) => i % 2),
    };
  }, 30_000);

  const settings = { maskDiameterA: 100, mask: null, maxShiftA: 5, cacheBytes: 2 ** 28, coarsestA: 40, finestA: 0 };
  const known = async (source: ParticleSource, from: ParticleSource): Promise<KnownMaps> => {
    const { halves } = await reconstruct(from, poses, { ...settings, symmetry, seed: 1 }, work);
    return takeHalfMaps(source, poses, halves, settings, work);
  };

  it('tell the aberrations of their group', async () => {
    const maps = await known(told, told);
    const found = await measureAberrations(
      maps,
      poses,
      Array.from({ length: count }, (_, i) => groupOf(i)),
      { wanted: allAberrations, accelKv: () => 300 },
      work,
    );
    const [off, none] = [found.get(0), found.get(1)];
    if (off === undefined || none === undefined) throw new Error('a group is missing');
    const all = (one: Aberrations): number[] => Object.values(one).flat() as number[];
    const wanted = [0, 0, ...tiltA, ...trefoilA, ...tetraA, csOffMm, 0];
    // The map was made of images with the aberration and is a little blurred by it: four deviations of the noise, not three.
    const [errors, unsure] = [all(off.errors), all(none.errors)];
    all(off.found).forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(4 * (errors[i] ?? 0));
    });
    for (const [i, value] of all(none.found).entries()) expect(Math.abs(value)).toBeLessThan(4 * (unsure[i] ?? 0));
    // What was found is beyond doubt.
    expect(Math.hypot(...off.found.tiltA)).toBeGreaterThan(6 * (off.errors.tiltA[0] ?? Infinity));
    expect(off.found.csMm[0]).toBeGreaterThan(8 * (off.errors.csMm[0] ?? Infinity));
  }, 120_000);

  it('are free of what was found once it is undone', async () => {
    const corrected: ParticleSource = {
      ...told,
      aberration: (particle) => simulated.source.aberration(particle),
      read: async (particles) =>
        undoOddAberrations(await told.read(particles), simulated.settings, (i) =>
          groupOf(particles[i] ?? 0) === 0 ? odd : null,
        ),
    };
    const all = [...Array(count).keys()];
    const [images, wanted] = [await corrected.read(all), await simulated.source.read(all)];
    const size = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0) / wanted.length);
    const error = images.reduce((sum, value, i) => sum + (value - (wanted[i] ?? NaN)) ** 2, 0) / images.length;
    expect(Math.sqrt(error)).toBeLessThan(1e-3 * size);
    const truth = (await renderMap(simulated.settings, simulated.specimen)).data;
    const agreement = async (source: ParticleSource): Promise<number> => {
      const { map } = await reconstruct(source, poses, { ...settings, symmetry, seed: 1 }, work);
      const fsc = await correlateVolumes(map, truth, boxPx);
      return fsc.slice(20, 30).reduce((sum, value) => sum + value / 10, 0);
    };
    expect(await agreement(corrected)).toBeGreaterThan(await agreement(told));
  }, 120_000);

  it('tell how far their defocus is off', async () => {
    const shifted: ParticleSource = {
      ...simulated.source,
      aberration: (particle) => {
        const ctf = simulated.views[particle]?.ctf;
        if (ctf === undefined) throw new RangeError(`there is no particle ${particle}`);
        const off = defocusOff[particle] ?? 0;
        return aberrationOf({ ...ctf, df1A: ctf.df1A - off, df2A: ctf.df2A - off });
      },
    };
    const maps = await known(shifted, simulated.source);
    const found = await measureDefocus(maps, poses, () => 300, { reachA: 2000, spreadA: 1000 }, work);
    const errors = Array.from(found, (value, i) => Math.abs(value - (defocusOff[i] ?? NaN))).sort((a, b) => a - b);
    // They were off by 400 Å.
    expect(errors[count >> 1]).toBeLessThan(50);
    expect(errors[Math.floor(0.9 * count)]).toBeLessThan(150);
  }, 120_000);
});
