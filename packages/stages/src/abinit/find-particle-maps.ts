import { findMaps, usualMaxShiftA, type AbinitClass, type AbinitSettings, type AbinitStep } from '@vitreous/algorithms';
import type { StageContext } from '../context.js';
import type { OpenParticles } from '../open-particles.js';
import { readHalves } from '../read-poses.js';

export interface AbinitParams {
  /** Number of maps. */
  readonly num_classes: number;
  /** Point group, imposed from the first step on: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** Finest resolution of the maps, Å. */
  readonly max_res_A: number;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  readonly iterations: number;
  /** Particles of a mini-batch for each map. */
  readonly batch_per_class: number;
  readonly seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface AbinitHooks {
  onStep?(step: AbinitStep): Promise<void> | void;
}

/**
 * Finds maps from particles alone, each with the particles that made it.
 *
 * @throws UserError for parameters that do not fit the particles; DataError for a broken image.
 */
export async function findParticleMaps(
  { source, dataset }: OpenParticles,
  params: AbinitParams,
  context: StageContext,
  hooks: AbinitHooks = {},
): Promise<AbinitClass[]> {
  const { threads, signal } = context;
  return findMaps(source, readHalves(dataset), abinitSettingsOf(params, source), {
    threads,
    signal,
    onStep: async (step) => {
      context.progress((0.7 * step.step) / step.steps, sentenceOfAbinitStep(step));
      await hooks.onStep?.(step);
    },
    onRefine: (done, classes) => {
      context.progress(0.7 + (0.3 * done) / classes, `improving the poses of map ${done + 1}`);
    },
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
    steps: params.iterations,
    batch: params.batch_per_class,
    coarseResolutionA: null,
    maxResolutionA: Math.max(2 * pixelSizeA, params.max_res_A),
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfAbinitStep({ step, steps, resolutionA, certainty }: AbinitStep): string {
  return `step ${step} of ${steps}: ${resolutionA.toFixed(1)} Å, certainty ${(100 * certainty).toFixed(0)} %`;
}
