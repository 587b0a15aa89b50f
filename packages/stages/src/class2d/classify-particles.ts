import {
  checkClass2dSettings,
  classify2d,
  usualMaxShiftA,
  type Class2dProgress,
  type Class2dSettings,
  type Classification,
  type ClassOrder,
} from '@vitreous/algorithms';
import type { Dataset } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { hashParticles } from '../state-file.js';
import { restoreCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { Class2dParams } from './definition.js';
import { dropDuplicates } from './drop-duplicates.js';
import type { OpenParticles } from '../open-particles.js';

/** Share of the box's width that the mask has where none is given. */
const usualMask = 0.85;

export interface ClassifyHooks {
  /** Seconds between copies of the state on disk. */
  readonly checkpointEveryS?: number;
  readonly order?: ClassOrder;
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
  const { checkpointEveryS = 30, order = 'by size' } = hooks;
  const settings = class2dSettingsOf(params, source);
  checkClass2dSettings(settings, source);
  const key = hashParticles(dataset, [settings, source.pixelSizeA]);
  let resumedAt = 0;
  let savedAt = performance.now();
  const found = await classify2d(source, settings, {
    threads,
    signal,
    order,
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

/** Leaves out particles that were picked twice, where the parameters say so. */
export function settleDuplicates(
  found: Classification,
  table: Dataset,
  params: Class2dParams,
  { pixelSizeA }: { pixelSizeA: number },
): Classification {
  if (!params.class2D_remove_duplicate_particles) return found;
  return dropDuplicates(found, table, { pixelSizeA, leastA: params.class2D_min_dist_A });
}

export function class2dSettingsOf(
  params: Class2dParams,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): Class2dSettings {
  const widthA = boxPx * pixelSizeA;
  const { class2D_window_outer_A: outer } = params;
  const maskDiameterA = params.class2D_window ? (params.class2D_window_inner_A ?? usualMask * widthA) : widthA;
  return {
    classes: params.class2D_K,
    maskDiameterA,
    maskEdgeA: outer === null || !params.class2D_window ? null : (outer - maskDiameterA) / 2,
    maxResolutionA: params.class2D_max_res,
    alignFromA: params.class2D_min_res_align,
    alignToA: params.class2D_max_res_align,
    maxShiftA: params.class2D_max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    onlineSteps: params.class2D_num_full_iter_batch,
    fullPasses: params.class2D_num_full_iter,
    batchPerClass: params.class2D_num_full_iter_batchsize_per_class,
    uncertainty: params.class2D_sigma_init_factor,
    annealFrom: params.class2D_sigma_init_iter,
    annealSteps: params.class2D_sigma_num_anneal_iters,
    whiteNoise: params.class2D_sigma_use_white,
    recentres: params.class2D_recenter,
    recentreThreshold: params.class2D_recenter_thresh,
    recentreBinary: params.class2D_recenter_binary,
    seed: params.random_seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfStep({ step, steps, resolutionA, meanProbability, used }: Class2dProgress): string {
  return `step ${step} of ${steps}: ${resolutionA.toFixed(1)} Å, certainty ${(100 * meanProbability).toFixed(0)} %, ${used} classes in use`;
}
