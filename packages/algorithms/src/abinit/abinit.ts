import { resampleReal } from '@vitreous/numerics';
import { alignToAxes } from '../align-maps/align-to-axes.js';
import { movePoses } from '../align-maps/move-poses.js';
import type { ParticleSource } from '../class2d/particle-source.js';
import { moveMap } from '../edit-map/move-map.js';
import { gather } from '../reconstruct/insert-particles.js';
import { defaultRefineSettings } from '../refine/refine-settings.js';
import { refine, type StartingPoses } from '../refine/refine.js';
import type { Refinement, RefineWork } from '../refine/refinement.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { checkAbinitSettings, type AbinitSettings } from './abinit-settings.js';
import type { AbinitState } from './abinit-state.js';
import { findCoarseMaps, type CoarseMapsHooks } from './coarse-maps.js';
import { setUpAbinit } from './abinit-setup.js';
import { recent } from './schedule.js';
import { coarseBoxPx, coarsenSource, finerShifts } from './coarse-source.js';

/** One of the maps found, with the particles that made it. */
export interface AbinitClass {
  /** Which particles, rising. */
  readonly particles: readonly number[];
  /** Null where a class has too few particles to be refined; `map` is then that of the mini-batches. */
  readonly refinement: Refinement | null;
  /** boxPx³ voxels. */
  readonly map: Float32Array;
  /** How much of the coarse map its symmetrised self explained once it lay on the group's axes, where that came late: 1 is all. */
  readonly symmetryFound: number | null;
}

export interface AbinitFound {
  readonly classes: readonly AbinitClass[];
  /** Mean probability of particles' best views at the end of the mini-batches: where it is low, views were not told apart. */
  readonly certainty: number;
  /** Starts that were compared, and how many of them came as near to the particles as the one that went on; 1 of 1 without others. */
  readonly starts: number;
  readonly alikeStarts: number;
}

export interface AbinitWork extends CoarseMapsHooks {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** While the maps of the mini-batches are refined: which class, of how many. */
  onRefine?(done: number, classes: number): void;
  /** What goes with the refinement of a class. */
  refineHooks?(k: number): Pick<RefineWork, 'onBegin' | 'onIteration'>;
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
): Promise<AbinitFound> {
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
  const first = settings.lateSymmetry ? 'C1' : settings.symmetry;
  const found = await findCoarseMaps(setUpAbinit(coarse, symmetryRotations(first), settings, work), work);
  const classes: AbinitClass[] = [];
  for (let k = 0; k < settings.classes; k++) {
    work.onRefine?.(k, settings.classes);
    classes.push(await refineClass(source, halves, settings, work, found, { k, smallPx }));
  }
  return { classes, certainty: recent(found.certainties, found.step), ...compareStarts(found.starts) };
}

/** Starts nearer to the best one than this part of its likelihood have found the same map, or one as good. */
const alike = 0.9;

function compareStarts(scores: Float64Array): Pick<AbinitFound, 'starts' | 'alikeStarts'> {
  const best = Math.max(...scores);
  return {
    starts: scores.length,
    alikeStarts: scores.filter((score) => best - score <= (1 - alike) * Math.abs(best)).length,
  };
}

async function refineClass(
  source: ParticleSource,
  halves: Uint8Array,
  settings: AbinitSettings,
  work: AbinitWork,
  state: AbinitState,
  { k, smallPx }: { k: number; smallPx: number },
): Promise<AbinitClass> {
  const { boxPx, pixelSizeA } = source;
  const { threads, signal } = work;
  const widthA = boxPx * pixelSizeA;
  const particles = Array.from(state.classes.keys()).filter((particle) => state.classes[particle] === k);
  const rough = await layOnAxes(
    state.maps[k] ?? new Float32Array(smallPx ** 3),
    { rotations: gather(state.rotations, particles, 9), shiftsPx: gather(state.shiftsPx, particles, 2) },
    settings,
    { radiusPx: (settings.maskDiameterA / widthA / 2) * smallPx, threads, signal },
  );
  const fine = await resampleReal(rough.map, [smallPx, smallPx, smallPx], [boxPx, boxPx, boxPx], { threads });
  // Slices keep their strength in a box of more pixels.
  const map = fine.map((value) => (value * smallPx) / boxPx);
  const { symmetryFound } = rough;
  const own = Uint8Array.from(particles, (particle) => halves[particle] ?? 0);
  const inHalf = own.reduce((sum, half) => sum + half, 0);
  if (Math.min(inHalf, own.length - inHalf) < fewest / 2) return { particles, refinement: null, map, symmetryFound };
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
      // What coarse maps agree on may be finer than what is wanted in the end.
      initialResolutionA: Math.max(
        widthA / Math.max(3, state.agreed),
        2.1 * pixelSizeA,
        1.01 * settings.maxResolutionA,
      ),
      maxResolutionA: settings.maxResolutionA,
      maxShiftA: settings.maxShiftA,
      maxIterations: refineIterations,
      seed: settings.seed,
      cacheBytes: settings.cacheBytes,
    },
    { threads, signal, ...work.refineHooks?.(k) },
    { rotations: rough.poses.rotations, shiftsPx: finerShifts(rough.poses.shiftsPx, smallPx, boxPx) },
  );
  return { particles, refinement, map: refinement.maps.map, symmetryFound };
}

/** A coarse map with the poses against it, both turned onto the axes of the group where it has not been imposed yet. */
async function layOnAxes(
  map: Float32Array,
  poses: StartingPoses,
  { symmetry, lateSymmetry }: AbinitSettings,
  { radiusPx, threads, signal }: { radiusPx: number; threads: number; signal: AbortSignal },
): Promise<{ map: Float32Array; poses: StartingPoses; symmetryFound: number | null }> {
  const group = symmetryRotations(symmetry);
  if (!lateSymmetry || group.length === 1) return { map, poses, symmetryFound: null };
  const { move, after } = await alignToAxes(map, group, { radiusPx }, { threads, signal });
  return { map: await moveMap(map, move, { threads }), poses: movePoses(poses, move, false), symmetryFound: after };
}
