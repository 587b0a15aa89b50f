import { createSliceSums, type SliceSums } from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';
import { finishMaps, type FinishedMaps } from '../reconstruct/finish-maps.js';
import { insertParticles } from '../reconstruct/insert-particles.js';
import { joinFiltered } from '../reconstruct/join-filtered.js';
import { divideSums } from '../reconstruct/solve-map.js';
import { prepareFirstMap } from '../refine/first-map.js';
import { inverseNoiseAt, releaseSums, type HalfSums } from '../refine/rebuild-maps.js';
import { setUpRefinement, type RefineSetup } from '../refine/refine-setup.js';
import { checkHeteroSettings, type HeteroSettings } from './hetero-settings.js';
import {
  classShares,
  emptyHeteroState,
  type HeteroProgress,
  type HeteroState,
  type SortedParticles,
} from './hetero-state.js';
import { posesAgainst, sortParticles } from './sort-particles.js';

export interface HeteroRefinement {
  readonly particles: SortedParticles;
  /** One for each map, of all particles by their probability. */
  readonly classes: readonly { readonly share: number; readonly maps: FinishedMaps }[];
  readonly iterations: readonly HeteroProgress[];
  /** Whether it ended by itself. */
  readonly converged: boolean;
}

export interface HeteroWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Before anything is done: fills the state from a copy, where there is one; it then goes on from there. */
  onBegin?(state: HeteroState): Promise<void> | void;
  onIteration?(progress: HeteroProgress, state: HeteroState): Promise<void> | void;
  /** Within an iteration: how much of it is done. */
  onProgress?(iteration: number, share: number): void;
}

/** Particles count for a class from this probability on. */
const leastWeight = 1e-3;
/** Sorting has settled when fewer than this part of the particles find another class, twice in a row. */
const settledShare = 0.01;

/**
 * Sorts particles among several maps by their likelihood, all maps and poses being refined from what they begin with
 * (docs/science/hetero-refine.md). A class has one reference for both halves of its particles, so that the correlation of its half
 * maps flatters. The same seed gives the same result for any number of threads, and whether or not it was interrupted.
 *
 * @param initial Maps of boxPx³ voxels, of any strength. @param halves The half of each particle, 0 or 1.
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function heteroRefine(
  source: ParticleSource,
  initial: readonly Float32Array[],
  halves: Uint8Array,
  settings: HeteroSettings,
  work: HeteroWork,
): Promise<HeteroRefinement> {
  checkHeteroSettings(settings, source, initial);
  const setup = setUpRefinement(source, settings, work);
  const state = emptyHeteroState(halves, {
    classes: initial.length,
    boxPx: source.boxPx,
    rings: setup.layout.orders.length,
    reached: setup.widthA / settings.initialResolutionA,
  });
  await work.onBegin?.(state);
  if (state.iterations.length === 0) await begin(setup, state, initial, settings);
  const last = Math.min(Math.floor(source.boxPx / 2), Math.ceil(setup.widthA / settings.maxResolutionA));
  while (state.iterations.length < settings.maxIterations && state.settled < 2) {
    await iterate(setup, state, settings, work, last);
  }
  const shares = classShares(state.particles);
  const classes: HeteroRefinement['classes'][number][] = [];
  for (const [k, share] of shares.entries()) {
    const given = { pixelSizeA: source.pixelSizeA, radiusPx: setup.radiusPx, seed: settings.seed };
    const maps = await withSums(setup, state, k, last, (sums) => finishMaps(sums, given, work));
    classes.push({ share, maps });
  }
  return { particles: state.particles, classes, iterations: state.iterations, converged: state.settled >= 2 };
}

async function begin(
  setup: RefineSetup,
  state: HeteroState,
  initial: readonly Float32Array[],
  { initialResolutionA, seed }: HeteroSettings,
): Promise<void> {
  for (const [k, map] of initial.entries()) {
    const first = await prepareFirstMap(setup, map, { resolutionA: initialResolutionA, seed, asStrong: false });
    state.maps[k] = first.map;
    state.noise = first.noise;
  }
}

async function iterate(
  setup: RefineSetup,
  state: HeteroState,
  settings: HeteroSettings,
  work: HeteroWork,
  last: number,
): Promise<void> {
  const iteration = state.iterations.length;
  const { reached } = state;
  const movedShare = await sortParticles(setup, state, {
    global: iteration < settings.globalIterations,
    seed: settings.seed,
    onProgress: (share) => work.onProgress?.(iteration + 1, share),
  });
  const shells = Math.min(last, Math.ceil(1.6 * reached) + 4);
  let agreed = 0;
  for (const k of state.maps.keys()) {
    const joined = await withSums(setup, state, k, shells, async (sums) => {
      const divided = [await divideSums(sums[0], work), await divideSums(sums[1], work)] as const;
      return joinFiltered(divided, { n: setup.source.boxPx, shells, mask: setup.mask }, work);
    });
    state.maps[k] = joined.map;
    agreed = Math.max(agreed, Math.min(shells, joined.agreed));
  }
  const settled = iteration >= settings.globalIterations && movedShare < settledShare && agreed < 1.02 * reached;
  state.settled = settled ? state.settled + 1 : 0;
  state.reached = Math.max(agreed, 0.9 * reached);
  const progress: HeteroProgress = {
    iteration: iteration + 1,
    resolutionA: setup.widthA / reached,
    movedShare,
    shares: classShares(state.particles),
  };
  state.iterations.push(progress);
  await work.onIteration?.(progress, state);
}

/** Sums of both halves of a class, each particle by its probability: made for `use`, then given back. */
async function withSums<T>(
  setup: RefineSetup,
  { particles: known, noise }: HeteroState,
  k: number,
  shells: number,
  use: (sums: HalfSums) => Promise<T>,
): Promise<T> {
  const { boxPx } = setup.source;
  const all = Array.from({ length: setup.source.count }, (_, i) => i);
  const weights = Float32Array.from(all, (particle) => known.posteriors[particle * known.classes + k] ?? 0);
  const poses = { ...posesAgainst(known, all, k), scales: new Float32Array(all.length).fill(1) };
  const sums: readonly [SliceSums, SliceSums] = [createSliceSums(boxPx, shells), createSliceSums(boxPx, shells)];
  try {
    for (const half of [0, 1] as const) {
      const own = all.filter((particle) => known.halves[particle] === half && (weights[particle] ?? 0) >= leastWeight);
      await insertParticles(
        sums[half],
        own,
        {
          source: setup.source,
          images: (chosen) => setup.rings.images(chosen),
          poses,
          inverseNoise: inverseNoiseAt(noise, shells),
          weights,
          group: setup.group,
        },
        setup.work,
      );
    }
    return await use(sums);
  } finally {
    await releaseSums(sums);
  }
}
