import { createRandom, type Random } from '@vitreous/numerics';
import type { AbinitSetup } from './abinit-setup.js';
import { emptyAbinitState, type AbinitState } from './abinit-state.js';
import { addViews, createClassMapSums, renewMaps, type ClassMapSums } from './class-map-sums.js';
import { drawBatch } from './draw-batch.js';
import { findViews } from './find-views.js';
import { makeFirstMaps } from './first-maps.js';
import { isStepDue, recent, ringsAt, shareDone } from './schedule.js';

export interface AbinitStep {
  /** Which of the starts, from 0, while they are compared; null once one of them has been chosen. */
  readonly start: number | null;
  readonly starts: number;
  readonly step: number;
  readonly steps: number;
  readonly resolutionA: number;
  /** Mean over particles of the probability of their best class and view. */
  readonly certainty: number;
  /** Mean over particles of the logarithm of the likelihood of their best view, against that of no particle. */
  readonly score: number;
  /** Shares of the classes. */
  readonly shares: readonly number[];
}

export interface CoarseMapsHooks {
  /** Fills the state from a copy, where there is one. */
  onBegin?(state: AbinitState): Promise<void> | void;
  /**
   * `copy` makes a copy of the state of that moment; there is none while starts are compared. `maps` are the coarse maps of the step,
   * one for each class.
   */
  onStep?(
    step: AbinitStep,
    copy: (() => Promise<AbinitState>) | null,
    maps: readonly Float32Array[],
  ): Promise<void> | void;
}

/** Part of the planned steps after which the best start is chosen. Earlier, wrong maps are as likely as right ones. */
const trialShare = 0.6;

/**
 * Expectation and maximisation on mini-batches of coarse particles, from maps of noise. Of several starts the one that has become
 * the most likely goes on.
 */
export async function findCoarseMaps(setup: AbinitSetup, hooks: CoarseMapsHooks): Promise<AbinitState> {
  const { settings, layout, source } = setup;
  const sums = createClassMapSums(setup);
  try {
    const nodes = (await sums[0]?.[0].values())?.length ?? 0;
    const fresh = (): AbinitState =>
      emptyAbinitState(source.count, {
        ...{ classes: settings.classes, boxPx: source.boxPx, rings: layout.orders.length, nodes },
        ...{ steps: settings.steps, starts: setup.starts },
      });
    let state = fresh();
    await hooks.onBegin?.(state);
    if (state.step === 0) state = await chooseStart(setup, sums, fresh, hooks);
    else await restoreSums(sums, state);
    const copy = (): Promise<AbinitState> => keepSums(sums, state);
    while (isStepDue(setup, state)) {
      const step = await takeStep(setup, state, sums, null);
      await hooks.onStep?.(step, copy, state.maps);
    }
    return state;
  } finally {
    await Promise.all(sums.flat().map((one) => one.release()));
  }
}

/** Takes the first steps from several first maps; answers the state of the most likely, and its sums in `sums`. */
async function chooseStart(
  setup: AbinitSetup,
  sums: ClassMapSums,
  fresh: () => AbinitState,
  hooks: CoarseMapsHooks,
): Promise<AbinitState> {
  const {
    starts,
    settings: { steps, seed },
  } = setup;
  let best: AbinitState | null = null;
  let state = fresh();
  const scores = new Float64Array(starts);
  for (let start = 0; start < starts; start++) {
    if (start > 0) state = fresh();
    for (const one of sums.flat()) await one.fade(0);
    await makeFirstMaps(setup, state, streamOf(seed, start, 0));
    if (starts === 1) return state;
    while (state.step < Math.ceil(trialShare * steps)) {
      const step = await takeStep(setup, state, sums, start);
      await hooks.onStep?.(step, null, state.maps);
    }
    scores[start] = recent(state.scores, state.step);
    if (best === null || (scores[start] ?? 0) > recent(best.scores, best.step)) best = await keepSums(sums, state);
  }
  const chosen = best ?? state;
  await restoreSums(sums, chosen);
  chosen.starts.set(scores);
  return chosen;
}

/** One step: the views of some particles, then the maps. */
async function takeStep(
  setup: AbinitSetup,
  state: AbinitState,
  sums: ClassMapSums,
  start: number | null,
): Promise<AbinitStep> {
  const { source, settings } = setup;
  setup.work.signal.throwIfAborted();
  const { step } = state;
  const done = shareDone(setup, step);
  const rings = ringsAt(setup, done);
  const random = streamOf(settings.seed, start ?? 0, 1 + step);
  const particles = drawBatch(setup, state, random);
  const seen = await findViews(setup, state, { particles, rings, done, random });
  await addViews(setup, state, sums, seen, step === 0 ? 0 : 0.3 + 0.55 * done);
  await renewMaps(setup, state, sums, ringsAt(setup, shareDone(setup, step + 1)));
  const { probability, score } = seen.found.best;
  state.certainties[step] = mean(probability);
  state.scores[step] = mean(score);
  state.step = step + 1;
  const total = state.counts.reduce((sum, value) => sum + value, 0);
  return {
    start,
    starts: setup.starts,
    step: step + 1,
    steps: Math.max(settings.steps, step + 1),
    resolutionA: (source.boxPx * source.pixelSizeA) / rings,
    certainty: mean(probability),
    score: mean(score),
    shares: Array.from(state.counts, (value) => value / total),
  };
}

async function restoreSums(sums: ClassMapSums, state: AbinitState): Promise<void> {
  for (const [i, one] of sums.flat().entries()) await one.restore(state.sums[i] ?? new Float32Array(0));
}

async function keepSums(sums: ClassMapSums, state: AbinitState): Promise<AbinitState> {
  for (const [i, one] of sums.flat().entries()) state.sums[i] = await one.values();
  return state;
}

/** Random numbers of a step; starts draw other particles and views, too. */
function streamOf(seed: number, start: number, step: number): Random {
  return createRandom((seed * 1_000_003 + start * 20_011 + step) | 0);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
