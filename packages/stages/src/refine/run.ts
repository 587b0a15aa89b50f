import { join } from 'node:path';
import { starOfDataset, writeDataset, writeStar, writeTogether } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { describePoses } from '../describe-poses.js';
import type { ParticleInput } from '../particle-input.js';
import { readMapOfBox } from '../read-map.js';
import { readParticles } from '../read-particles.js';
import { writeMaps, type MapFiles } from '../write-maps.js';
import { removeRefineCheckpoint } from '../refine-checkpoint.js';
import { refineParticles, type RefineHooks, type RefineParams } from './refine-particles.js';

export interface RefineResult extends MapFiles {
  readonly particles_star: string;
  readonly particles_cs: string;
  readonly num_particles: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  /** Where the corrected correlation of the halves falls below 0.143. */
  readonly resolution_A: number;
  readonly bfactor_A2: number | null;
  readonly converged: boolean;
  readonly iterations: readonly { readonly resolution_A: number; readonly angle_change_deg: number }[];
  /** Iterations that an earlier, interrupted run had done. */
  readonly resumed_at_iteration: number;
}

/**
 * Refines the poses of the particles of a `.star` or `.cs` file against a map (MRC, of the particles' box and pixel size) and
 * writes particles, maps and curves. An interrupted run with the same particles, map and parameters goes on where it was.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runRefine(
  input: ParticleInput,
  mapPath: string,
  params: RefineParams,
  context: StageContext,
  hooks: RefineHooks = {},
): Promise<RefineResult> {
  const { threads, outDir } = context;
  context.progress(0, 'reading particles');
  const particles = await readParticles(input, { threads });
  const { boxPx, pixelSizeA, count } = particles.source;
  const initial = await readMapOfBox(mapPath, boxPx);
  const { found, resumedAt, dataset } = await refineParticles(particles, initial, params, context, hooks);
  const files = await writeTogether(async () => {
    const maps = await writeMaps(found.maps, { boxPx, pixelSizeA }, { outDir, threads });
    const posed = describePoses(dataset, found.particles, pixelSizeA);
    const [star, cs] = [join(outDir, 'particles.star'), join(outDir, 'particles.cs')];
    await writeDataset(cs, posed);
    await writeStar(star, starOfDataset(posed).blocks);
    return { ...maps, particles_star: star, particles_cs: cs };
  });
  await removeRefineCheckpoint(outDir);
  return {
    ...files,
    num_particles: count,
    box_size_pix: boxPx,
    psize_A: pixelSizeA,
    resolution_A: found.maps.resolutionA,
    bfactor_A2: found.maps.guinier?.bFactorA2 ?? null,
    converged: found.converged,
    iterations: found.iterations.map((one) => ({
      resolution_A: one.resolutionA,
      angle_change_deg: one.angleChangeDeg,
    })),
    resumed_at_iteration: resumedAt,
  };
}
