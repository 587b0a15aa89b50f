import { join } from 'node:path';
import type { AbinitClass, AbinitStep } from '@vitreous/algorithms';
import { createDataset, findIds, idColumn, joinDatasets, takeRows, writeMrc, type Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import {
  describePoses,
  doubtsOfMaps,
  drawAbinitStarts,
  drawAbinitSteps,
  drawAllProjections,
  drawProjections,
  findParticleMaps,
  removeAbinitCheckpoint,
  sentenceOfAbinitStep,
  type Posed,
} from '@vitreous/stages';
import { openConnectedParticles } from '../particle-stacks.js';
import { onlyIds } from '../particle-rows.js';
import { describeVolume, keepPicture } from '../save-volumes.js';
import { showDirections } from '../show-directions.js';
import { stageContextOf } from '../stage-context.js';
import type { abInitio } from './definition.js';

const nobody: Posed = {
  rotations: new Float32Array(0),
  shiftsPx: new Float32Array(0),
  scales: new Float32Array(0),
  halves: new Uint8Array(0),
  scores: new Float32Array(0),
};

/** Finds maps from particles alone; each goes out with its particles. A run that was killed goes on from its last copy. */
export async function run(params: ParamsOf<typeof abInitio>, context: RunContext): Promise<void> {
  const input = await context.readInput('particles');
  const taken = takeSpread(input, params.abinit_num_particles);
  const particles = await openConnectedParticles(taken, context, { ignoreCtf: !params.abinit_do_ctf });
  const { source } = particles;
  const { boxPx, pixelSizeA } = source;
  await context.log(`${source.count} particles in boxes of ${boxPx} pixels, ${pixelSizeA.toFixed(3)} Å.`);
  const steps: AbinitStep[] = [];
  const found = await findParticleMaps(
    particles,
    {
      num_classes: params.abinit_K,
      symmetry: params.abinit_symmetry,
      late_symmetry: params.abinit_symmetry_do_align,
      mask_diameter_A: params.abinit_window_inner_A ?? 0.85 * boxPx * pixelSizeA,
      max_res_A: params.abinit_max_res,
      max_shift_A: params.abinit_max_shift_A,
      num_starts: params.abinit_num_starts,
      iterations: params.abinit_num_final_iters,
      batch_per_class: params.abinit_minisize,
      seed: params.random_seed,
      cache_MB: params.cache_MB,
    },
    stageContextOf(context),
    {
      onStep: async (step, maps) => {
        steps.push(step);
        if (step.step % 10 !== 0 && step.step !== step.steps) return;
        if (step.start !== null) return context.log(sentenceOfAbinitStep(step));
        const picture = await drawAllProjections(maps, Math.round(Math.cbrt(maps[0]?.length ?? 0)));
        await context.logPicture(
          `Projections of the maps, ${sentenceOfAbinitStep(step)}`,
          await keepPicture(context, `step_${step.step}.png`, picture),
        );
      },
    },
  );
  const rows = onlyIds(taken);
  const placed: Dataset[] = [];
  for (const [k, one] of found.classes.entries()) {
    const map = { k, single: found.classes.length === 1, symmetry: params.abinit_symmetry };
    placed.push(await saveClass(context, rows, one, map, source));
  }
  const all = joinDatasets(placed);
  await context.saveOutput('particles_all_classes', all);
  const used = new Set(findIds(all, 'uid') ?? []);
  const everyone = findIds(input, 'uid') ?? new BigUint64Array(0);
  const unused = everyone.filter((uid) => !used.has(uid));
  await context.saveOutput('particles_unused', createDataset(unused.length, { uid: idColumn(unused) }));
  await context.logPicture(
    'Certainty and shares, step by step',
    await keepPicture(context, 'steps.svg', drawAbinitSteps(steps)),
  );
  await context.logPicture(
    'Likelihood of the maps, step by step',
    await keepPicture(context, 'starts.svg', drawAbinitStarts(steps)),
  );
  for (const doubt of doubtsOfMaps(found)) await context.log(doubt, 'warning');
  await removeAbinitCheckpoint(join(context.projectDir, context.jobDir), params.abinit_K);
  await context.log(
    'The hand of a map is arbitrary. Resolutions are between halves whose poses were first found together: they flatter. Refine for honest ones.',
  );
}

/** Writes a map with its particles; answers the particles. */
async function saveClass(
  context: RunContext,
  rows: Dataset,
  { particles, refinement, map }: AbinitClass,
  { k, single, symmetry }: { k: number; single: boolean; symmetry: string },
  grid: { boxPx: number; pixelSizeA: number },
): Promise<Dataset> {
  const { projectDir, jobDir, threads } = context;
  const { boxPx, pixelSizeA } = grid;
  const path = join(jobDir, `${jobDir}_class_${k}_map.mrc`);
  const cube = { depth: boxPx, height: boxPx, width: boxPx, data: map };
  await writeMrc(join(projectDir, path), cube, { pixelSizeA, threads });
  const image = await keepPicture(context, `class_${k}.png`, await drawProjections(map, boxPx));
  const resolutionA = refinement?.maps.resolutionA ?? null;
  const directions_json =
    refinement === null
      ? null
      : await showDirections(context, {
          rotations: refinement.particles.rotations,
          symmetry,
          name: `directions_${k}`,
          words: `Map ${k}: viewing directions`,
        });
  await context.saveOutput(`volume_class_${k}`, describeVolume({ map: path }, grid), {
    stats: {
      num_particles: particles.length,
      resolution_A: resolutionA,
      box_size_pix: boxPx,
      psize_A: pixelSizeA,
      directions_json,
    },
    image,
  });
  const words = resolutionA === null ? 'too few to improve their poses' : `halves agree to ${resolutionA.toFixed(1)} Å`;
  await context.logPicture(`Map ${k}: ${particles.length} particles, ${words}`, image);
  const own = takeRows(rows, refinement === null ? [] : particles);
  const classes = single ? {} : { classes: new Uint32Array(own.length).fill(k) };
  const described = describePoses(own, { ...(refinement?.particles ?? nobody), ...classes }, pixelSizeA);
  await context.saveOutput(`particles_class_${k}`, described);
  return described;
}

/** At most so many rows, spread evenly over all. */
function takeSpread(dataset: Dataset, most: number | null): Dataset {
  const { length } = dataset;
  if (most === null || most >= length) return dataset;
  return takeRows(
    dataset,
    Array.from({ length: most }, (_, i) => Math.floor((i * length) / most)),
  );
}
