import { resampleReal } from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';
import { defaultRefineSettings } from '../refine/refine-settings.js';
import { refine } from '../refine/refine.js';
import type { Refinement } from '../refine/refinement.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { AbinitRun, type AbinitStep, type CoarseMaps } from './abinit-run.js';
import { checkAbinitSettings, type AbinitSettings } from './abinit-settings.js';
import { coarseBoxPx, coarsenSource, finerShifts } from './coarse-source.js';

/** One of the maps found, with the particles that made it. */
export interface AbinitClass {
  /** Which particles, rising. */
  readonly particles: readonly number[];
  /** Null where a class has too few particles to be refined; `map` is then that of the mini-batches. */
  readonly refinement: Refinement | null;
  /** boxPx³ voxels. */
  readonly map: Float32Array;
}

export interface AbinitWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  onStep?(step: AbinitStep): Promise<void> | void;
  /** While the maps of the mini-batches are refined: which class, of how many. */
  onRefine?(done: number, classes: number): void;
}

/** Rings that mini-batches end with, over the width of the particle. */
const coarseRings = 10;
/** Classes with fewer particles are not refined. */
const fewest = 20;
const refineIterations = 4;

/**
 * Finds maps from particles alone: expectation and maximisation on mini-batches of coarse particles from maps of noise, then,
 * for each class apart, poses improved by least squares (docs/science/abinit.md). The hand is arbitrary. The same seed gives the
 * same maps for any number of threads.
 *
 * @param halves The half of each particle, 0 or 1.
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function findMaps(
  source: ParticleSource,
  halves: Uint8Array,
  settings: AbinitSettings,
  work: AbinitWork,
): Promise<AbinitClass[]> {
  checkAbinitSettings(settings, source);
  const { boxPx, pixelSizeA } = source;
  const widthA = boxPx * pixelSizeA;
  const rings = Math.round(
    settings.coarseResolutionA === null
      ? (coarseRings * widthA) / settings.maskDiameterA
      : widthA / settings.coarseResolutionA,
  );
  const smallPx = coarseBoxPx(rings, boxPx);
  const coarse = coarsenSource(source, smallPx, work.threads);
  const run = new AbinitRun(coarse, symmetryRotations(settings.symmetry), settings, work);
  const found = await run.run(async (step) => {
    await work.onStep?.(step);
  });
  const classes: AbinitClass[] = [];
  for (let k = 0; k < settings.classes; k++) {
    work.onRefine?.(k, settings.classes);
    classes.push(await refineClass(source, halves, settings, work, found, k));
  }
  return classes;
}

async function refineClass(
  source: ParticleSource,
  halves: Uint8Array,
  settings: AbinitSettings,
  work: AbinitWork,
  found: CoarseMaps,
  k: number,
): Promise<AbinitClass> {
  const { boxPx, pixelSizeA } = source;
  const small = found.boxPx;
  const particles = Array.from(found.classes.keys()).filter((particle) => found.classes[particle] === k);
  const rough = found.maps[k] ?? new Float32Array(small ** 3);
  const fine = await resampleReal(rough, [small, small, small], [boxPx, boxPx, boxPx], { threads: work.threads });
  // Slices keep their strength in a box of more pixels.
  const map = fine.map((value) => (value * small) / boxPx);
  const own = Uint8Array.from(particles, (particle) => halves[particle] ?? 0);
  const inHalf = own.reduce((sum, half) => sum + half, 0);
  if (Math.min(inHalf, own.length - inHalf) < fewest / 2) return { particles, refinement: null, map };
  const take = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from(
      particles.flatMap((particle) => Array.from(values.subarray(width * particle, width * (particle + 1)))),
    );
  const widthA = boxPx * pixelSizeA;
  const refinement = await refine(
    {
      count: particles.length,
      boxPx,
      pixelSizeA,
      aberration: (i) => source.aberration(particles[i] ?? 0),
      name: (i) => source.name(particles[i] ?? 0),
      read: (chosen) => source.read(chosen.map((i) => particles[i] ?? 0)),
    },
    map,
    own,
    {
      ...defaultRefineSettings,
      maskDiameterA: settings.maskDiameterA,
      symmetry: settings.symmetry,
      initialResolutionA: Math.max(widthA / Math.max(3, found.agreed), 2.1 * pixelSizeA),
      maxResolutionA: settings.maxResolutionA,
      maxShiftA: settings.maxShiftA,
      maxIterations: refineIterations,
      seed: settings.seed,
      cacheBytes: settings.cacheBytes,
    },
    work,
    { rotations: take(found.rotations, 9), shiftsPx: finerShifts(take(found.shiftsPx, 2), small, boxPx) },
  );
  return { particles, refinement, map: refinement.maps.map };
}
