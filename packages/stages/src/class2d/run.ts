import {
  checkClass2dSettings,
  classify2d,
  usualMaxShiftA,
  type Class2dProgress,
  type Class2dSettings,
  type Class2dState,
} from '@vitreous/algorithms';
import { findTexts } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { checkpointKey, removeCheckpoint, restoreCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { Class2dParams, ParticleInput } from './definition.js';
import { readParticles, type ReadParticles } from './read-particles.js';
import { writeClasses, type Class2dFiles } from './write-classes.js';

/** One class in the result, named as a session's table of classes names them. */
export interface Class2dRow {
  /** From 0; STAR files count from 1. */
  readonly class_idx: number;
  readonly num_particles_total: number;
  readonly res_A: number;
  readonly mean_prob: number;
  readonly class_ess: number;
}

export interface Class2dResult extends Class2dFiles {
  readonly num_particles: number;
  readonly num_classes: number;
  /** Classes that hold more than 0.5 % of the particles. */
  readonly num_classes_used: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  readonly classes: readonly Class2dRow[];
  /** Steps that an earlier, interrupted run had done. */
  readonly resumed_at_iteration: number;
}

/**
 * Sorts the particles of a `.star` or `.cs` file into classes and writes them: particles with class, angle and shift,
 * class averages, a gallery. An interrupted run with the same particles and parameters goes on where it was.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runClass2d(
  input: ParticleInput,
  params: Class2dParams,
  context: StageContext,
  /** Seconds between copies of the state on disk. */
  { checkpointEveryS = 30 }: { checkpointEveryS?: number } = {},
): Promise<Class2dResult> {
  context.progress(0, 'reading particles');
  const { threads, signal, outDir } = context;
  const particles = await readParticles(input, { threads });
  const { source, dataset } = particles;
  const settings = settingsOf(params, particles);
  checkClass2dSettings(settings, source);
  const key = checkpointKey([settings, source.pixelSizeA, source.aberrations, namesOf(particles), input.dark]);
  let resumedAt = 0;
  let savedAt = performance.now();
  const found = await classify2d(source, settings, {
    threads,
    signal,
    onBegin: async (state) => {
      if (await restoreCheckpoint(outDir, key, state)) resumedAt = state.step;
    },
    onStep: async (progress: Class2dProgress, state: Class2dState) => {
      if (performance.now() - savedAt >= 1000 * checkpointEveryS) {
        await writeCheckpoint(outDir, key, state);
        savedAt = performance.now();
      }
      context.progress(progress.step / (progress.steps + 1), describe(progress));
    },
  });
  context.progress(1, 'writing classes');
  const files = await writeClasses(found, dataset, source, { outDir, threads });
  await removeCheckpoint(outDir);
  return {
    ...files,
    num_particles: source.count,
    num_classes: settings.classes,
    num_classes_used: found.rows.filter(({ count }) => count > 0.005 * source.count).length,
    box_size_pix: source.boxPx,
    psize_A: source.pixelSizeA,
    classes: found.rows.map((row, class_idx) => ({
      class_idx,
      num_particles_total: row.count,
      res_A: row.resolutionA,
      mean_prob: row.meanProbability,
      class_ess: row.classEss,
    })),
    resumed_at_iteration: resumedAt,
  };
}

function settingsOf(params: Class2dParams, { source }: ReadParticles): Class2dSettings {
  return {
    classes: params.class2D_K,
    maskDiameterA: params.class2D_window_inner_A,
    maxResolutionA: params.class2D_max_res,
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(source.boxPx, source.pixelSizeA),
    onlineSteps: params.online_iterations,
    fullPasses: params.full_iterations,
    batchPerClass: params.batch_per_class,
    uncertainty: params.uncertainty,
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

/** What tells one set of images from another. */
function namesOf({ dataset }: ReadParticles): unknown[] {
  const indices = dataset.columns.get('blob/idx')?.data ?? [];
  return [findTexts(dataset, 'blob/path'), Array.from(indices, Number)];
}

function describe({ step, steps, resolutionA, meanProbability, used }: Class2dProgress): string {
  return `step ${step} of ${steps}: ${resolutionA.toFixed(1)} Å, certainty ${(100 * meanProbability).toFixed(0)} %, ${used} classes in use`;
}
