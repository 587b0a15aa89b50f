import { join, relative } from 'node:path';
import { bestClasses, type FinishedMaps, type SortedParticles } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, takeRows, withColumns, writeTogether, type Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import {
  describePoses,
  drawProjections,
  drawShares,
  removeHeteroCheckpoint,
  sentenceOfSorting,
  sortIntoMaps,
  writeMaps,
} from '@vitreous/stages';
import { onlyIds } from '../particle-rows.js';
import { openConnectedParticles } from '../particle-stacks.js';
import { readVolumes } from '../read-volume.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { stageContextOf } from '../stage-context.js';
import type { heteroRefine } from './definition.js';
import { describeAgainstAll } from './describe-against-all.js';

/** Sorts particles among maps; a run that was killed goes on from its last copy of the state when it is queued again. */
export async function run(params: ParamsOf<typeof heteroRefine>, context: RunContext): Promise<void> {
  const input = await context.readInput('particles');
  const particles = await openConnectedParticles(input, context, { ignoreCtf: !params.multirefine_do_ctf });
  const { source } = particles;
  const { boxPx, pixelSizeA, count } = source;
  const initial = await readVolumes(context, 'volume', 'map', source);
  if (initial.length !== params.multirefine_K) {
    throw new UserError(
      `${initial.length} volumes are connected, but the number of maps is ${params.multirefine_K}: make them the same.`,
    );
  }
  await context.log(
    `${count} particles in boxes of ${boxPx} pixels, ${pixelSizeA.toFixed(3)} Å; ${initial.length} maps.`,
  );
  const { found, resumedAt } = await sortIntoMaps(
    particles,
    initial,
    {
      symmetry: params.multirefine_symmetry,
      mask_diameter_A: params.multirefine_window_inner_A ?? 0.85 * boxPx * pixelSizeA,
      initial_res_A: params.multirefine_res_init,
      max_res_A: params.multirefine_max_res ?? 0,
      max_shift_A: params.multirefine_max_shift_A,
      max_iterations: params.multirefine_num_max_iterations,
      seed: params.random_seed,
      cache_MB: params.cache_MB,
    },
    stageContextOf(context),
    { onIteration: (progress) => context.log(sentenceOfSorting(progress)) },
  );
  if (resumedAt > 0) await context.log(`Went on from iteration ${resumedAt} of an interrupted run.`);
  const classes = bestClasses(found.particles);
  const all = describeSorted(onlyIds(input), found.particles, classes, pixelSizeA);
  await context.saveOutput('particles_all_classes', all);
  for (const [k, { maps }] of found.classes.entries()) {
    const rows = Array.from(classes.keys()).filter((row) => classes[row] === k);
    await context.saveOutput(`particles_class_${k}`, takeRows(all, rows));
    await saveClass(context, maps, { k, count: rows.length }, source);
  }
  const shares = await keepPicture(context, 'shares.svg', drawShares(found.iterations));
  await context.logPicture('Shares of the maps, and how many particles changed theirs', shares);
  await removeHeteroCheckpoint(join(context.projectDir, context.jobDir));
  await context.log(
    'Both halves of a class were aligned to one map, so that its resolution flatters. Refine each class for an honest one.',
  );
}

/** Each particle at its pose against its most likely map, with that map and its probability. */
function describeSorted(rows: Dataset, sorted: SortedParticles, classes: Uint32Array, pixelSizeA: number): Dataset {
  const { classes: maps, posteriors, rotations, shiftsPx, scores, halves } = sorted;
  const pick = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from({ length: width * classes.length }, (_, i) => {
      const particle = Math.floor(i / width);
      return values[(particle * maps + (classes[particle] ?? 0)) * width + (i % width)] ?? NaN;
    });
  const posed = {
    rotations: pick(rotations, 9),
    shiftsPx: pick(shiftsPx, 2),
    scores: pick(scores, 1),
    scales: new Float32Array(classes.length).fill(1),
    halves,
    classes,
  };
  const squares = posteriors.map((value) => value * value);
  return withColumns(
    withColumns(describePoses(rows, posed, pixelSizeA), describeAgainstAll(sorted, pixelSizeA)),
    createStandardDataset(classes.length, {
      'alignments3D/class_posterior': pick(posteriors, 1),
      // Over how many maps a particle is spread.
      'alignments3D/class_ess': Float32Array.from(
        classes,
        (_, particle) => 1 / squares.subarray(particle * maps, (particle + 1) * maps).reduce((a, b) => a + b, 0),
      ),
    }),
  );
}

async function saveClass(
  context: RunContext,
  maps: FinishedMaps,
  { k, count }: { k: number; count: number },
  grid: { boxPx: number; pixelSizeA: number },
): Promise<void> {
  const { projectDir, jobDir, threads } = context;
  const outDir = join(projectDir, jobDir);
  const written = await writeTogether(() =>
    writeMaps(maps, grid, { outDir, threads, prefix: `${jobDir}_class_${k}_` }),
  );
  const image = await keepPicture(context, `class_${k}.png`, await drawProjections(maps.map, grid.boxPx));
  const paths = {
    map: written.map,
    map_sharp: written.map_sharp,
    map_half_A: written.map_half_A,
    map_half_B: written.map_half_B,
    mask_fsc: written.mask,
  };
  const named = Object.fromEntries(Object.entries(paths).map(([slot, path]) => [slot, relative(projectDir, path)]));
  await context.saveOutput(`volume_class_${k}`, describeVolume(named, grid), {
    stats: {
      num_particles: count,
      resolution_A: maps.resolutionA,
      box_size_pix: grid.boxPx,
      psize_A: grid.pixelSizeA,
      fsc_json: relative(projectDir, written.fsc_json),
    },
    image,
  });
  await context.logPicture(`Map ${k}: ${count} particles, halves agree to ${maps.resolutionA.toFixed(1)} Å`, image);
}
