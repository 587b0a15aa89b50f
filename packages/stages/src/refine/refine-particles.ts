import { createHash } from 'node:crypto';
import {
  refine,
  type CtfFinder,
  usualMaxShiftA,
  type Refinement,
  type RefineProgress,
  type RefineSettings,
  type StartingPoses,
} from '@vitreous/algorithms';
import { readDataset, writeDataset, type Dataset } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { findCtf, type CtfSearch, type FoundCtf } from '../find-ctf.js';
import type { OpenParticles } from '../open-particles.js';
import { readHalves } from '../read-poses.js';
import { hashParticles } from '../state-file.js';
import { refinedCtfPath, restoreRefineCheckpoint, writeRefineCheckpoint } from '../refine-checkpoint.js';

export interface RefineParams {
  /** Point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** The first map is filtered to this resolution, Å. */
  readonly initial_res_A: number;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  readonly max_iterations: number;
  /** Whether each particle's signal has a strength of its own. */
  readonly per_particle_scale: boolean;
  readonly seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface RefineHooks {
  /** What references and curves are seen through, in place of a ball and a mask made from the map: a map's voxels, 0 to 1. */
  readonly mask?: Float32Array | null;
  /** Poses to begin from; no views far from them are tried, and the map must be as strong as the particles. */
  readonly start?: StartingPoses;
  /** What of their contrast transfer is looked for once poses get no better, and how a changed table is opened. */
  readonly ctf?: {
    readonly search: CtfSearch;
    readonly reopen: (changed: Dataset) => Promise<OpenParticles>;
    /** Told what was found. */
    onFound?(found: FoundCtf): Promise<void>;
  } | null;
  /** Seconds between copies of the state on disk. */
  readonly checkpointEveryS?: number;
  /** `halves` are the maps of both halves that poses are looked for with next. */
  onIteration?(progress: RefineProgress, halves: readonly [Float32Array, Float32Array]): Promise<void> | void;
}

/**
 * Refines poses of particles against a map of their box. A copy of the state stays in `outDir`: with the same particles, map
 * and parameters work goes on from there, until the copy is removed (`removeRefineCheckpoint`).
 *
 * @throws UserError for parameters that do not fit the particles; DataError for a broken image.
 */
export async function refineParticles(
  given: OpenParticles,
  initial: Float32Array,
  params: RefineParams,
  context: StageContext,
  hooks: RefineHooks = {},
): Promise<{ readonly found: Refinement; readonly resumedAt: number; readonly dataset: Dataset }> {
  const { source, dataset } = given;
  const { outDir, threads, signal } = context;
  const { checkpointEveryS = 30 } = hooks;
  const halves = readHalves(dataset);
  const settings = refineSettingsOf(params, source);
  const key = createHash('sha256')
    .update(hashParticles(dataset, [settings, source.pixelSizeA, hooks.ctf?.search]))
    .update(initial)
    .update(hooks.mask ?? '')
    .update(halves)
    .update(hooks.start?.rotations ?? '')
    .update(hooks.start?.shiftsPx ?? '')
    .digest('hex');
  let resumedAt = 0;
  let particles = given;
  const { ctf = null } = hooks;
  const finder: CtfFinder | null = ctf && {
    find: async (halfMaps, poses) => {
      const { maskDiameterA, cacheBytes } = settings;
      const maps = { halves: halfMaps, mask: hooks.mask ?? null, maskDiameterA, cacheBytes };
      const refined = await findCtf(given, poses, maps, ctf.search, { context, reopen: ctf.reopen });
      ({ particles } = refined);
      await writeDataset(refinedCtfPath(outDir), particles.dataset);
      await ctf.onFound?.(refined);
      return particles.source;
    },
    restore: async () => {
      particles = await ctf.reopen(await readDataset(refinedCtfPath(outDir)));
      return particles.source;
    },
  };
  let savedAt = performance.now();
  const found = await refine(
    source,
    initial,
    halves,
    { ...settings, mask: hooks.mask ?? null },
    {
      threads,
      signal,
      ctf: finder,
      onBegin: async (state) => {
        await restoreRefineCheckpoint(outDir, key, state);
        resumedAt = state.iterations.length;
      },
      onIteration: async (progress, state) => {
        if (performance.now() - savedAt >= 1000 * checkpointEveryS) {
          await writeRefineCheckpoint(outDir, key, state);
          savedAt = performance.now();
        }
        context.progress(Math.min(0.95, progress.iteration / 8), sentenceOfIteration(progress));
        await hooks.onIteration?.(progress, [state.halves[0].map, state.halves[1].map]);
      },
      onProgress: (iteration, share) => {
        context.progress(Math.min(0.95, (iteration - 1 + share) / 8), `iteration ${iteration}: looking for poses`);
      },
    },
    hooks.start,
  );
  return { found, resumedAt, dataset: particles.dataset };
}

function refineSettingsOf(
  params: RefineParams,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): RefineSettings {
  return {
    maskDiameterA: params.mask_diameter_A,
    symmetry: params.symmetry,
    initialResolutionA: params.initial_res_A,
    maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
    maxIterations: params.max_iterations,
    maxResolutionA: 0,
    joinHalvesA: 40,
    perParticleScale: params.per_particle_scale,
    seed: params.seed,
    cacheBytes: params.cache_MB * 2 ** 20,
  };
}

export function sentenceOfIteration({ iteration, resolutionA, angleChangeDeg }: RefineProgress): string {
  return `iteration ${iteration}: ${resolutionA.toFixed(2)} Å, angles changed by ${angleChangeDeg.toFixed(2)}°`;
}
