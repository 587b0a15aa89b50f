import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Class2dProgress } from '@vitreous/algorithms';
import { createDataset, findIds, idColumn, withColumns, writeMrc } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import {
  classifyParticles,
  describeClasses,
  describeParticles,
  removeCheckpoint,
  sentenceOfStep,
  settleDuplicates,
  takeClassified,
  writeClassCurves,
  writeClassGallery,
  writeClassProgress,
} from '@vitreous/stages';
import { openConnectedParticles } from '../particle-stacks.js';
import { stageContextOf } from '../stage-context.js';
import type { class2d } from './definition.js';

/** Steps on mini-batches between two pictures of the classes. */
const pictureEvery = 20;

/** Classifies all particles; a run that was killed goes on from its last copy of the state when it is queued again. */
export async function run(params: ParamsOf<typeof class2d>, context: RunContext): Promise<void> {
  const { threads, projectDir, jobDir } = context;
  const outDir = join(projectDir, jobDir);
  const input = await context.readInput('particles');
  const particles = await openConnectedParticles(input, context, { ignoreCtf: !params.class2D_do_ctf });
  const { source } = particles;
  const pictures = join(outDir, 'pictures');
  await mkdir(pictures, { recursive: true });
  const show = async (text: string, name: string, draw: (path: string) => Promise<void>): Promise<void> => {
    await draw(join(pictures, name));
    await context.logPicture(text, join(jobDir, 'pictures', name));
  };
  const stage = stageContextOf(context);
  await context.log(`${source.count} particles in boxes of ${source.boxPx} pixels, ${source.pixelSizeA.toFixed(3)} Å.`);
  const steps: Class2dProgress[] = [];
  const { found: all, resumedAt } = await classifyParticles(particles, params, stage, {
    order: params.class2D_sort_by_size ? 'by size' : 'kept',
    onStep: async (progress, describe) => {
      steps.push(progress);
      const full = progress.step > params.class2D_num_full_iter_batch;
      if (full || progress.step % 5 === 0) await context.log(sentenceOfStep(progress));
      const last = progress.step === progress.steps;
      if (last || progress.step % pictureEvery !== 0) return;
      const so = await describe();
      await show(`Classes after step ${progress.step}`, `classes_${progress.step}.png`, (path) =>
        writeClassGallery(path, so, { threads }),
      );
    },
  });
  const found = settleDuplicates(all, particles.dataset, params, source);
  const kept = found.rows.reduce((sum, { count }) => sum + count, 0);
  if (resumedAt > 0) await context.log(`Went on from step ${resumedAt} of an interrupted run.`);

  const named = join(jobDir, `${jobDir}_class_averages.mrc`);
  const path = join(projectDir, named);
  await writeMrc(path, found.averages, { pixelSizeA: source.pixelSizeA, threads });
  const uids = findIds(input, 'uid') ?? new BigUint64Array(input.length);
  const rows = createDataset(input.length, { uid: idColumn(uids) });
  const aligned = withColumns(rows, describeParticles(found, source.pixelSizeA));
  await context.saveOutput('particles', takeClassified(aligned, found));
  await context.saveOutput('class_averages', describeClasses(found, { path, named }, source.pixelSizeA));
  await show('Classes: particles, resolution', 'classes.png', (path) => writeClassGallery(path, found, { threads }));
  await show('Resolution of the classes', 'resolution.svg', (path) => writeClassCurves(path, found, source));
  await show('Certainty and classes in use', 'steps.svg', (path) => writeClassProgress(path, steps));
  await removeCheckpoint(outDir);
  const used = found.rows.filter(({ count }) => count > 0.005 * kept).length;
  if (kept < source.count) {
    const least = params.class2D_min_dist_A;
    await context.log(`${source.count - kept} particles are left out: they lie within ${least} Å of a better one.`);
  }
  await context.log(`${kept} particles in ${used} of ${found.rows.length} classes.`);
}
