import { createHash } from 'node:crypto';
import { findMaps, usualMaxShiftA, type AbinitFound, type AbinitSettings, type AbinitStep } from '@vitreous/algorithms';
import type { StageContext } from '../context.js';
import type { OpenParticles } from '../open-particles.js';
import { readHalves } from '../read-poses.js';
import { restoreRefineCheckpoint, writeRefineCheckpoint } from '../refine-checkpoint.js';
import { hashParticles } from '../state-file.js';
import { classCheckpoint, restoreAbinitCheckpoint, writeAbinitCheckpoint } from './checkpoint.js';

export interface AbinitParams {
  /** Number of maps. */
  readonly num_classes: number;
  /** Point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Whether maps are found without symmetry first and then turned onto the group's axes; else it is imposed from the first step on. */
  readonly late_symmetry?: boolean;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** Finest resolution of the maps, Å. */
  readonly max_res_A: number;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  /** Starts from different noise, of which the most likely goes on; null for 6 where a symmetry is imposed from the first step on, else 1. */
  readonly num_starts: number | null;
  readonly iterations: number;
  /** Particles of a mini-batch for each map. */
  readonly batch_per_class: number;
  readonly seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface AbinitHooks {
  /** Seconds between copies of the state on disk. */
  readonly checkpointEveryS?: number;
  /** `maps` are the coarse maps of the step, cubes, one for each class. */
  onStep?(step: AbinitStep, maps: readonly Float32Array[]): Promise<void> | void;
}

/**
 * Finds maps from particles alone, each with the particles that made it. A copy of the state stays in `outDir`: with the same
 * particles and parameters work goes on from there, until the copy is removed (`removeAbinitCheckpoint`).
 *
 * @throws UserError for parameters that do not fit the particles; DataError for a broken image.
 */
export async function findParticleMaps(
  { source, dataset }: OpenParticles,
  params: AbinitParams,
  context: StageContext,
  hooks: AbinitHooks = {},
): Promise<AbinitFound> {
  const { outDir, threads, signal } = context;
  const { checkpointEveryS = 30 } = hooks;
  const halves = readHalves(dataset);
  const settings = abinitSettingsOf(params, source);
  const key = createHash('sha256')
    .update(hashParticles(dataset, [settings, source.pixelSizeA]))
    .update(halves)
    .digest('hex');
  let savedAt = performance.now();
  const isDue = (): boolean => performance.now() - savedAt >= 1000 * checkpointEveryS;
  return findMaps(source, halves, settings, {
    threads,
    signal,
    onBegin: (state) => restoreAbinitCheckpoint(outDir, key, state),
    onStep: async (step, copy, maps) => {
      // From the last planned one on they are kept in any case: what follows may begin from it.
      if (copy !== null && (isDue() || step.step >= settings.steps)) {
        await writeAbinitCheckpoint(outDir, key, await copy());
        savedAt = performance.now();
      }
      context.progress(shareDone(step), sentenceOfAbinitStep(step));
      await hooks.onStep?.(step, maps);
    },
    onRefine: (done, classes) => {
      context.progress(0.7 + (0.3 * done) / classes, `improving the poses of map ${done + 1}`);
    },
    refineHooks: (k) => ({
      onBegin: (state) => restoreRefineCheckpoint(outDir, key, state, classCheckpoint(k)),
      onIteration: async (_, state) => {
        if (!isDue()) return;
        await writeRefineCheckpoint(outDir, key, state, classCheckpoint(k));
        savedAt = performance.now();
      },
    }),
  });
}

function abinitSettingsOf(
  params: AbinitParams,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): AbinitSettings {
  return {
    classes: params.num_classes,
    maskDiameterA: params.mask_diameter_A,
    symmetry: params.symmetry,
    starts: params.num_starts,
    lateSymmetry: params.late_symmetry ?? false,
    steps: params.iterations,
    batch: params.batch_per_class,
    coarseResolutionA: null,
    maxResolutionA: Math.max(2 * pixelSizeA, params.max_res_A),
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfAbinitStep({ start, starts, step, steps, resolutionA, certainty }: AbinitStep): string {
  const which = start === null ? '' : `start ${start + 1} of ${starts}, `;
  return `${which}step ${step} of ${steps}: ${resolutionA.toFixed(1)} Å, certainty ${(100 * certainty).toFixed(0)} %`;
}

/** Of all the work: comparing starts takes a good half of the mini-batches where there are several. */
function shareDone({ start, starts, step, steps }: AbinitStep): number {
  if (start !== null) return (0.4 * (start + Math.min(1, step / steps))) / starts;
  const before = starts > 1 ? 0.4 : 0;
  return before + ((0.7 - before) * step) / steps;
}
