import { join } from 'node:path';
import type { AbinitClass } from '@vitreous/algorithms';
import {
  starOfDataset,
  takeRows,
  writeAtomically,
  writeDataset,
  writeMrc,
  writeStar,
  writeTogether,
  type Dataset,
} from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { describePoses } from '../describe-poses.js';
import { drawMap } from '../draw-map.js';
import type { ParticleInput } from '../particle-input.js';
import { readParticles } from '../read-particles.js';
import { removeAbinitCheckpoint } from './checkpoint.js';
import { doubtsOfMaps } from './doubts.js';
import { findParticleMaps, type AbinitHooks, type AbinitParams } from './find-particle-maps.js';

export interface AbinitResult {
  readonly num_particles: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  readonly classes: readonly {
    /** From 0; files count from 1. */
    readonly class_idx: number;
    readonly num_particles: number;
    readonly map: string;
    readonly picture: string;
    /** The particles of the class with their poses; null where there were too few to refine. */
    readonly particles_star: string | null;
    readonly particles_cs: string | null;
    /** Where the corrected correlation of the halves falls below 0.143: of poses found together, so that it flatters. */
    readonly resolution_A: number | null;
    /** How much of the map its symmetrised self explained when it was turned onto the group's axes: 1 is all; null where it was not. */
    readonly symmetry_found: number | null;
  }[];
  /** Mean probability of particles' best views at the end of the mini-batches. */
  readonly certainty: number;
  /** Starts that were compared, and how many came to maps as likely as those that went on. */
  readonly num_starts: number;
  readonly num_starts_alike: number;
  /** What speaks against the maps, a sentence each. */
  readonly doubts: readonly string[];
}

/**
 * Finds maps from the particles of a `.star` or `.cs` file alone and writes each with its particles. An interrupted run with the
 * same particles and parameters goes on where it was.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runAbinit(
  input: ParticleInput,
  params: AbinitParams,
  context: StageContext,
  hooks: AbinitHooks = {},
): Promise<AbinitResult> {
  context.progress(0, 'reading particles');
  const particles = await readParticles(input, { threads: context.threads });
  const { boxPx, pixelSizeA, count } = particles.source;
  const found = await findParticleMaps(particles, params, context, hooks);
  const classes = await writeTogether(async () => {
    const written: AbinitResult['classes'][number][] = [];
    for (const [k, one] of found.classes.entries())
      written.push(await writeClass(one, k, particles.dataset, { boxPx, pixelSizeA }, context));
    return written;
  });
  await removeAbinitCheckpoint(context.outDir, params.num_classes);
  return {
    num_particles: count,
    box_size_pix: boxPx,
    psize_A: pixelSizeA,
    classes,
    certainty: found.certainty,
    num_starts: found.starts,
    num_starts_alike: found.alikeStarts,
    doubts: doubtsOfMaps(found),
  };
}

async function writeClass(
  { particles, refinement, map, symmetryFound }: AbinitClass,
  k: number,
  dataset: Dataset,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
  { outDir, threads }: StageContext,
): Promise<AbinitResult['classes'][number]> {
  const named = (suffix: string): string => join(outDir, `class_${k + 1}${suffix}`);
  await writeMrc(named('.mrc'), { depth: boxPx, height: boxPx, width: boxPx, data: map }, { pixelSizeA, threads });
  const picture = await drawMap(map, boxPx);
  await writeAtomically(named('.png'), (file) => file.writeFile(picture));
  if (refinement !== null) {
    const classes = new Uint32Array(particles.length).fill(k);
    const own = describePoses(takeRows(dataset, particles), { ...refinement.particles, classes }, pixelSizeA);
    await writeDataset(named('_particles.cs'), own);
    await writeStar(named('_particles.star'), starOfDataset(own).blocks);
  }
  return {
    class_idx: k,
    num_particles: particles.length,
    map: named('.mrc'),
    picture: named('.png'),
    particles_star: refinement === null ? null : named('_particles.star'),
    particles_cs: refinement === null ? null : named('_particles.cs'),
    resolution_A: refinement?.maps.resolutionA ?? null,
    symmetry_found: symmetryFound,
  };
}
