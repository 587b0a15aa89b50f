import type { ParticleSource } from '../class2d/particle-source.js';
import { mostRings } from '../class2d/ring-layout.js';
import { finishMaps } from '../reconstruct/finish-maps.js';
import { divideSums } from '../reconstruct/solve-map.js';
import { alignParticles } from './align-particles.js';
import { prepareFirstMap } from './first-map.js';
import { rebuildMaps, releaseSums, sumHalves, type HalfSums } from './rebuild-maps.js';
import { checkRefineSettings, type RefineSettings } from './refine-settings.js';
import { setUpRefinement, type RefineSetup } from './refine-setup.js';
import { emptyState, type RefineState } from './refine-state.js';
import type { Refinement, RefineProgress, RefineWork } from './refinement.js';

/** All views are tried again while more than this part of the particles find another one, at most so many times. */
const settledShare = 0.02;
const mostGlobal = 6;

/** Poses to begin from: views far from them are never tried, and the first map is taken to be as strong as the particles. */
export interface StartingPoses {
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
}

/**
 * Refines the poses of particles against maps of two halves that share nothing but the first map, coarse to fine, until the
 * resolution no longer grows (docs/science/refine.md). The same seed gives the same result for any number of threads, and
 * whether or not it was interrupted.
 *
 * @param initial A map of boxPx³ voxels, of any strength. @param halves The half of each particle, 0 or 1.
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function refine(
  source: ParticleSource,
  initial: Float32Array,
  halves: Uint8Array,
  settings: RefineSettings,
  work: RefineWork,
  start?: StartingPoses,
): Promise<Refinement> {
  checkRefineSettings(settings, source);
  let setup = setUpRefinement(source, settings, work);
  const { boxPx, pixelSizeA } = source;
  const state = emptyState(halves, {
    boxPx,
    rings: setup.layout.orders.length,
    reached: setup.widthA / settings.initialResolutionA,
  });
  await work.onBegin?.(state);
  if (state.ctfFound && work.ctf) setup = setUpRefinement(await work.ctf.restore(), settings, work);
  if (state.iterations.length === 0) await begin(setup, state, { initial, settings, start });
  // The last shell that maps have.
  const nyquist = Math.min(Math.floor(boxPx / 2), Math.ceil(setup.widthA / settings.maxResolutionA));
  let sums: HalfSums | null = null;
  try {
    while (state.iterations.length < settings.maxIterations && !state.converged) {
      await releaseSums(sums);
      sums = null;
      sums = await iterate(setup, state, { settings, work, nyquist, isGlobal: start === undefined });
      if (!work.ctf || !isTimeForCtf(state, settings)) continue;
      const halfMaps = [await divideSums(sums[0], work), await divideSums(sums[1], work)] as const;
      setup = setUpRefinement(await work.ctf.find(halfMaps, state.particles), settings, work);
      // One more iteration that brings no more than the others did ends it.
      Object.assign(state, { ctfFound: true, converged: false, stalled: 1 });
      // What these were made of is no longer true.
      await releaseSums(sums);
      sums = null;
    }
    if (sums === null || sums[0].rings < nyquist) {
      await releaseSums(sums);
      sums = null;
      sums = await sumHalves(setup, state, nyquist);
    }
    const { seed, mask = null } = settings;
    const maps = await finishMaps(sums, { pixelSizeA, radiusPx: setup.radiusPx, seed, mask }, work);
    const noise = state.halves[0].noise.map((value) => value / boxPx ** 2);
    const { particles, iterations, converged } = state;
    return { particles, maps, iterations, converged, noise };
  } finally {
    await releaseSums(sums);
  }
}

/** Poses get no better, or one iteration is left. */
function isTimeForCtf(
  { ctfFound, converged, iterations }: RefineState,
  { maxIterations }: Pick<RefineSettings, 'maxIterations'>,
): boolean {
  return !ctfFound && (converged || iterations.length >= maxIterations - 1);
}

async function begin(
  setup: RefineSetup,
  { particles, halves }: RefineState,
  given: { initial: Float32Array; settings: RefineSettings; start: StartingPoses | undefined },
): Promise<void> {
  const { settings, start } = given;
  const { map, noise } = await prepareFirstMap(setup, given.initial, {
    resolutionA: settings.initialResolutionA,
    seed: settings.seed,
    asStrong: start !== undefined,
  });
  for (const half of halves) [half.map, half.noise] = [map, noise.slice()];
  if (start === undefined) return;
  particles.rotations.set(start.rotations);
  particles.shiftsPx.set(start.shiftsPx);
}

/** Poses, then maps; answers the sums that the maps were made of. */
async function iterate(
  setup: RefineSetup,
  state: RefineState,
  given: { settings: RefineSettings; work: RefineWork; nyquist: number; isGlobal: boolean },
): Promise<HalfSums> {
  const { settings, work, nyquist } = given;
  const iteration = state.iterations.length;
  const { reached } = state;
  const fitRings = Math.max(4, Math.min(mostRings(setup.source.boxPx), Math.ceil(reached)));
  const global = given.isGlobal && (iteration < 2 || (state.movedShare > settledShare && iteration < mostGlobal));
  const changes = await alignParticles(setup, state, {
    iteration,
    global,
    fitRings,
    perParticleScale: settings.perParticleScale,
    seed: settings.seed,
    onProgress: (share) => work.onProgress?.(iteration + 1, share),
  });
  if (global) state.movedShare = changes.movedShare;
  const last = state.stalled > 0 || reached > 0.75 * nyquist;
  const sums = await sumHalves(setup, state, last ? nyquist : Math.min(nyquist, Math.ceil(1.6 * reached) + 4));
  try {
    const next = await rebuildMaps(setup, state.halves, sums, settings.joinHalvesA);
    state.stalled = next < 1.02 * reached || next > nyquist - 1.5 ? state.stalled + 1 : 0;
    state.reached = Math.max(next, 0.9 * reached);
    state.converged = state.stalled >= 2 && last;
    const progress: RefineProgress = {
      iteration: iteration + 1,
      resolutionA: setup.widthA / next,
      global,
      angleChangeDeg: (changes.angleRad * 180) / Math.PI,
      shiftChangePx: changes.shiftPx,
    };
    state.iterations.push(progress);
    await work.onIteration?.(progress, state);
    return sums;
  } catch (error) {
    await releaseSums(sums);
    throw error;
  }
}
