import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findNumbers, fieldsOf, takeRows, writeMrc, type Dataset } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { describeClasses, writeClassGallery, writeClassImages, type FollowedClasses } from '@vitreous/stages';
import type { Classification } from '@vitreous/algorithms';

/** Tells the session of classes: averages, a picture of each, figures. Answers a row for each class. */
export async function publishClasses(
  context: RunContext,
  found: Classification,
  {
    pixelSizeA,
    partial,
    origins,
    number,
  }: { pixelSizeA: number; partial: boolean; origins: Int32Array; number: number },
): Promise<Dataset> {
  const { projectDir, jobDir, threads } = context;
  // A folder for each report, so that nobody sees pictures of two.
  const folder = join(jobDir, 'classes', `${number}`);
  await mkdir(join(projectDir, folder), { recursive: true });
  const names = await writeClassImages(join(projectDir, folder), found.averages);
  const named = join(jobDir, `${jobDir}_class_averages.mrc`);
  const path = join(projectDir, named);
  await writeMrc(path, found.averages, { pixelSizeA, threads });
  const classes = describeClasses(found, { path, named }, pixelSizeA);
  await context.saveOutput('class_averages', classes);
  await context.ask('live/classes', {
    partial,
    num_particles: found.rows.reduce((sum, { count }) => sum + count, 0),
    classes: found.rows.map((row, class_idx) => ({
      class_idx,
      image: join(folder, names[class_idx] ?? ''),
      res_A: row.resolutionA,
      num_particles_total: row.count,
      mean_prob: row.meanProbability,
      class_ess: row.classEss,
    })),
    origins: Array.from(origins),
  });
  const all = join(projectDir, jobDir, 'classes');
  const old = (await readdir(all))
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, -2);
  for (const one of old) await rm(join(all, `${one}`), { recursive: true, force: true });
  return classes;
}

/** A gallery of the classes in the log. */
export async function logClasses(context: RunContext, found: Classification, number: number): Promise<void> {
  const folder = join(context.jobDir, 'pictures');
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const path = join(folder, `classes_${number}.png`);
  await writeClassGallery(join(context.projectDir, path), found, { threads: context.threads });
  const total = found.rows.reduce((sum, { count }) => sum + count, 0);
  await context.logPicture(`${total} particles`, path);
}

/** Writes all particles, and apart those of selected classes and the others. */
export async function publishParticles(
  context: RunContext,
  { particles }: FollowedClasses,
  classes: Dataset,
  selected: ReadonlySet<number>,
): Promise<void> {
  const own = findNumbers(particles, 'alignments2D/class') ?? [];
  const rows = Array.from(own, (_, row) => row);
  const isSelected = (row: number): boolean => selected.has(own[row] ?? -1);
  const chosen = takeRows(particles, rows.filter(isSelected));
  await context.saveOutput('particles', particles);
  await context.saveOutput('particles_selected', chosen);
  const others = rows.filter((row) => !isSelected(row));
  await context.saveOutput('particles_excluded', takeRows(particles, others));
  const places = Array.from({ length: classes.length }, (_, k) => k).filter((k) => selected.has(k));
  await context.saveOutput('templates_selected', takeRows(classes, places));
  const fields = [...new Set(fieldsOf(chosen).map(({ name }) => name.split('/')[0] ?? ''))];
  const path = join(context.jobDir, `${context.jobDir}_particles_selected.cs`);
  await context.ask('live/classes/particles', { path, count: chosen.length, fields });
}
