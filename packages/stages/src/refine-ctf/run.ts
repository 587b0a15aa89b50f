import { join } from 'node:path';
import { allAberrations, type MeasuredGroup } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { starOfDataset, writeDataset, writeStar, writeTogether } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { openParticles } from '../open-particles.js';
import type { ParticleInput } from '../particle-input.js';
import { readMapOfBox } from '../read-map.js';
import { readParticles } from '../read-particles.js';
import { sentenceOfGroup } from './describe-group.js';
import { findCtfInRounds, type CtfRounds } from './find-in-rounds.js';

export interface RefineCtfParams extends CtfRounds {
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** Whether beam tilt, trefoil, tetrafoil and spherical aberration are found for each exposure group. */
  readonly refine_aberrations: boolean;
  /** Whether the defocus of each particle is found, and how far it may be off, Å. */
  readonly refine_defocus: boolean;
  readonly defocus_range_A: number;
  /** Nothing coarser is compared, Å. */
  readonly min_res_A: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface RefineCtfResult {
  readonly particles_star: string;
  readonly particles_cs: string;
  readonly num_particles: number;
  /** Of each exposure group what was added to what was known, with the deviations that the noise allows. */
  readonly groups: readonly {
    readonly exp_group_id: number;
    readonly found: MeasuredGroup['found'];
    readonly errors: MeasuredGroup['errors'];
    readonly sentence: string;
  }[];
  /** Deviation of the changes of defocus, Å; null where it was not refined. */
  readonly defocus_change_A: number | null;
}

/**
 * Finds aberrations of exposure groups and the defocus of particles against two half maps (MRC, of the particles' box), at the
 * poses of a `.star` or `.cs` file, and writes the particles with them.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runRefineCtf(
  input: ParticleInput,
  halfMaps: readonly [string, string],
  params: RefineCtfParams,
  context: StageContext,
): Promise<RefineCtfResult> {
  if (!(params.defocus_range_A > 0)) {
    throw new UserError(`A range of defocus of ${params.defocus_range_A} Å: expected more than 0.`);
  }
  const { threads, outDir } = context;
  const { min_res_A } = params;
  context.progress(0, 'reading particles');
  const particles = await readParticles(input, { threads });
  const { boxPx, count } = particles.source;
  const halves = [await readMapOfBox(halfMaps[0], boxPx), await readMapOfBox(halfMaps[1], boxPx)] as const;
  const found = await findCtfInRounds(
    particles,
    input.path,
    { halves, mask: null, maskDiameterA: params.mask_diameter_A, cacheBytes: params.cache_MB * 2 ** 20 },
    {
      aberrations: params.refine_aberrations ? { wanted: allAberrations, min_res_A } : null,
      defocus: params.refine_defocus ? { range_A: params.defocus_range_A, min_res_A, max_res_A: null } : null,
      rounds: params.rounds,
      symmetry: params.symmetry,
    },
    {
      context,
      reopen: (changed) => openParticles(changed, { ...input, name: input.path, folders: ['.'], stack: null, threads }),
    },
  );
  const { dataset } = found.particles;
  const [star, cs] = [join(outDir, 'particles.star'), join(outDir, 'particles.cs')];
  await writeTogether(async () => {
    await writeDataset(cs, dataset);
    await writeStar(star, starOfDataset(dataset).blocks);
  });
  const changes = found.defocusChangesA;
  return {
    particles_star: star,
    particles_cs: cs,
    num_particles: count,
    groups: Array.from(found.groups, ([exp_group_id, group]) => ({
      exp_group_id,
      found: group.found,
      errors: group.errors,
      sentence: sentenceOfGroup(exp_group_id, group),
    })),
    defocus_change_A: changes && deviationOf(changes),
  };
}

/** About 0. */
export function deviationOf(changes: Float32Array): number {
  return Math.sqrt(changes.reduce((sum, value) => sum + value * value, 0) / changes.length);
}
