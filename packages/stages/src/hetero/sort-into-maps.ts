import { createHash } from 'node:crypto';
import {
  defaultHeteroSettings,
  heteroRefine,
  usualMaxShiftA,
  type HeteroProgress,
  type HeteroRefinement,
  type HeteroSettings,
} from '@vitreous/algorithms';
import type { StageContext } from '../context.js';
import type { OpenParticles } from '../open-particles.js';
import { readHalves } from '../read-poses.js';
import { hashParticles } from '../state-file.js';
import { restoreHeteroCheckpoint, writeHeteroCheckpoint } from './checkpoint.js';

export interface HeteroParams {
  /** Point group of all maps: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** The first maps are filtered to this resolution, Å. */
  readonly initial_res_A: number;
  /** Finest resolution of the maps, Å; 0 for all that the pixels hold. */
  readonly max_res_A: number;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  readonly max_iterations: number;
  readonly seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface HeteroHooks {
  /** Seconds between copies of the state on disk. */
  readonly checkpointEveryS?: number;
  onIteration?(progress: HeteroProgress): Promise<void> | void;
}

/**
 * Sorts particles among several maps of their box. A copy of the state stays in `outDir`: with the same particles, maps and
 * parameters work goes on from there, until the copy is removed (`removeHeteroCheckpoint`).
 *
 * @throws UserError for parameters that do not fit the particles; DataError for a broken image.
 */
export async function sortIntoMaps(
  { source, dataset }: OpenParticles,
  initial: readonly Float32Array[],
  params: HeteroParams,
  context: StageContext,
  hooks: HeteroHooks = {},
): Promise<{ readonly found: HeteroRefinement; readonly resumedAt: number }> {
  const { outDir, threads, signal } = context;
  const { checkpointEveryS = 30 } = hooks;
  const halves = readHalves(dataset);
  const settings = heteroSettingsOf(params, source);
  const hash = createHash('sha256')
    .update(hashParticles(dataset, [settings, source.pixelSizeA]))
    .update(halves);
  for (const map of initial) hash.update(map);
  const key = hash.digest('hex');
  let resumedAt = 0;
  let savedAt = performance.now();
  const shareOf = (iteration: number, share: number): number =>
    (0.95 * (iteration - 1 + share)) / params.max_iterations;
  const found = await heteroRefine(source, initial, halves, settings, {
    threads,
    signal,
    onBegin: async (state) => {
      await restoreHeteroCheckpoint(outDir, key, state);
      resumedAt = state.iterations.length;
    },
    onIteration: async (progress, state) => {
      if (performance.now() - savedAt >= 1000 * checkpointEveryS) {
        await writeHeteroCheckpoint(outDir, key, state);
        savedAt = performance.now();
      }
      context.progress(shareOf(progress.iteration, 1), sentenceOfSorting(progress));
      await hooks.onIteration?.(progress);
    },
    onProgress: (iteration, share) => {
      context.progress(shareOf(iteration, share), `iteration ${iteration}: comparing particles with maps`);
    },
  });
  return { found, resumedAt };
}

function heteroSettingsOf(
  params: HeteroParams,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): HeteroSettings {
  return {
    ...defaultHeteroSettings,
    maskDiameterA: params.mask_diameter_A,
    symmetry: params.symmetry,
    initialResolutionA: params.initial_res_A,
    maxResolutionA: params.max_res_A,
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    maxIterations: params.max_iterations,
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfSorting({ iteration, resolutionA, movedShare, shares }: HeteroProgress): string {
  const parts = shares.map((share) => `${(100 * share).toFixed(0)} %`).join(', ');
  return `iteration ${iteration}: compared at ${resolutionA.toFixed(1)} Å, ${(100 * movedShare).toFixed(1)} % changed their map; shares ${parts}`;
}
