import {
  checkClass2dSettings,
  classify2d,
  usualMaxShiftA,
  type Class2dProgress,
  type Class2dSettings,
  type Classification,
} from '@vitreous/algorithms';
import type { StageContext } from '../context.js';
import { hashParticles } from '../state-file.js';
import { restoreCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { Class2dParams } from './definition.js';
import type { OpenParticles } from '../open-particles.js';

/** Share of the box's width that the mask has where none is given. */
const usualMask = 0.85;

export interface ClassifyHooks {
  /** Seconds between copies of the state on disk. */
  readonly checkpointEveryS?: number;
  /** Called after each step; `describe` makes the averages of that moment. */
  onStep?(progress: Class2dProgress, describe: () => Promise<Classification>): Promise<void> | void;
}

/**
 * Sorts particles into classes. A copy of the state stays in `outDir`: with the same particles and parameters work goes on
 * from there, until the copy is removed.
 *
 * @throws UserError for parameters that do not fit the particles; DataError for a broken image.
 */
export async function classifyParticles(
  { source, dataset }: OpenParticles,
  params: Class2dParams,
  context: StageContext,
  hooks: ClassifyHooks = {},
): Promise<{ readonly found: Classification; readonly resumedAt: number }> {
  const { outDir, threads, signal } = context;
  const { checkpointEveryS = 30 } = hooks;
  const settings = class2dSettingsOf(params, source);
  checkClass2dSettings(settings, source);
  const key = hashParticles(dataset, [settings, source.pixelSizeA]);
  let resumedAt = 0;
  let savedAt = performance.now();
  const found = await classify2d(source, settings, {
    threads,
    signal,
    onBegin: async (state) => {
      if (await restoreCheckpoint(outDir, key, state)) resumedAt = state.step;
    },
    onStep: async (done, state, describe) => {
      if (performance.now() - savedAt >= 1000 * checkpointEveryS) {
        await writeCheckpoint(outDir, key, state);
        savedAt = performance.now();
      }
      context.progress(done.step / (done.steps + 1), sentenceOfStep(done));
      await hooks.onStep?.(done, describe);
    },
  });
  return { found, resumedAt };
}

export function class2dSettingsOf(
  params: Class2dParams,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): Class2dSettings {
  return {
    classes: params.class2D_K,
    maskDiameterA: params.class2D_window_inner_A ?? usualMask * boxPx * pixelSizeA,
    maxResolutionA: params.class2D_max_res,
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    onlineSteps: params.online_iterations,
    fullPasses: params.full_iterations,
    batchPerClass: params.batch_per_class,
    uncertainty: params.uncertainty,
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfStep({ step, steps, resolutionA, meanProbability, used }: Class2dProgress): string {
  return `step ${step} of ${steps}: ${resolutionA.toFixed(1)} Å, certainty ${(100 * meanProbability).toFixed(0)} %, ${used} classes in use`;
}
