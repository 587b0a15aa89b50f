import { reconstruct, type FinishedMaps } from '@vitreous/algorithms';
import { writeTogether } from '@vitreous/formats';
import type { OpenParticles } from '../open-particles.js';
import type { ParticleInput } from '../particle-input.js';
import { readParticles } from '../read-particles.js';
import type { StageContext } from '../context.js';
import { readHalves, readPoses } from '../read-poses.js';
import { writeMaps, type MapFiles } from '../write-maps.js';

export interface ReconstructParams {
  /** Point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  readonly seed: number;
}

export interface ReconstructResult extends MapFiles {
  readonly num_particles: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  /** Where the corrected correlation of the halves falls below 0.143. */
  readonly resolution_A: number;
  readonly bfactor_A2: number | null;
}

/**
 * Makes maps of particles whose poses the table has and writes them.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runReconstruct(
  input: ParticleInput,
  params: ReconstructParams,
  context: StageContext,
): Promise<ReconstructResult> {
  const { threads, outDir } = context;
  context.progress(0, 'reading particles');
  const particles = await readParticles(input, { threads });
  const { boxPx, pixelSizeA, count } = particles.source;
  const maps = await reconstructParticles(particles, input.path, params, context);
  const files = await writeTogether(() => writeMaps(maps, { boxPx, pixelSizeA }, { outDir, threads }));
  return {
    ...files,
    num_particles: count,
    box_size_pix: boxPx,
    psize_A: pixelSizeA,
    resolution_A: maps.resolutionA,
    bfactor_A2: maps.guinier?.bFactorA2 ?? null,
  };
}

/**
 * Maps of particles whose poses the table, which messages call `name`, has; curves through `mask` where one is given.
 *
 * @throws UserError when it has none.
 */
export async function reconstructParticles(
  { source, dataset }: OpenParticles,
  name: string,
  params: ReconstructParams,
  context: StageContext,
  mask: Float32Array | null = null,
): Promise<FinishedMaps> {
  const poses = { ...readPoses(dataset, source.pixelSizeA, name), halves: readHalves(dataset) };
  const settings = { maskDiameterA: params.mask_diameter_A, symmetry: params.symmetry, seed: params.seed, mask };
  return reconstruct(source, poses, settings, {
    threads: context.threads,
    signal: context.signal,
    onProgress: (share) => {
      context.progress(share, 'adding particles');
    },
  });
}
