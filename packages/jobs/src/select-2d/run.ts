import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '@vitreous/errors';
import { findNumbers, findTexts, readImage, takeRows, type Dataset } from '@vitreous/formats';
import type { Image } from '@vitreous/numerics';
import {
  defineAction,
  invertSelection,
  Refusal,
  selectAllClasses,
  selectByThresholds,
  selectClass,
  selectFromClass,
  type Actions,
  type RunContext,
  type SelectableClass,
} from '@vitreous/job-kit';
import { templateSelectionThreshold } from '@vitreous/schema';
import { writeImageGallery, writeImages } from '@vitreous/stages';
import { z } from 'zod';
import { keepDecisions, readDecisions } from '../decisions.js';
import { absolutePath, projectPath, rowOf } from '../exposure-table.js';

const decisions = z.object({ selected: z.array(z.int()) });

/** Waits for people to select classes, then writes both kinds with their particles. */
export async function run(_params: unknown, context: RunContext): Promise<void> {
  const particles = await context.readInput('particles');
  const templates = await context.readInput('templates');
  const own = findNumbers(particles, 'alignments2D/class');
  if (own === null) throw new DataError('The particles do not say their classes (alignments2D/class).');
  let classes = listClasses(templates, own);
  const before = new Set((await readDecisions(context, decisions))?.selected ?? []);
  classes = classes.map((one) => selectClass([one], one.class_idx, before.has(one.class_idx))[0] ?? one);
  await showClasses(context, templates, classes, () => true, 'All classes', 'all.png');

  const change = async (next: SelectableClass[]): Promise<readonly SelectableClass[]> => {
    classes = next;
    await keepDecisions(context, { selected: selectedOf(classes) });
    return classes;
  };
  let pictures: Promise<readonly string[]> | null = null;
  const draw = (): Promise<readonly string[]> => (pictures ??= drawClasses(context, templates));
  await context.interact(actionsOf(() => classes, change, draw));

  const selected = new Set(selectedOf(classes));
  const rows = Array.from({ length: templates.length }, (_, row) => row);
  const isSelected = (row: number): boolean => classes[row]?.selected === true;
  await context.saveOutput('templates_selected', takeRows(templates, rows.filter(isSelected)));
  const others = rows.filter((row) => !isSelected(row));
  await context.saveOutput('templates_excluded', takeRows(templates, others));
  const kept: number[] = [];
  const left: number[] = [];
  for (let row = 0; row < particles.length; row++) (selected.has(own[row] ?? -1) ? kept : left).push(row);
  await context.saveOutput('particles_selected', takeRows(particles, kept));
  await context.saveOutput('particles_excluded', takeRows(particles, left));
  await showClasses(context, templates, classes, isSelected, 'Selected classes', 'selected.png');
  await showClasses(context, templates, classes, (row) => !isSelected(row), 'Other classes', 'excluded.png');
  await context.log(
    `${selected.size} of ${classes.length} classes selected, with ${kept.length} of ${particles.length} particles.`,
  );
}

function selectedOf(classes: readonly SelectableClass[]): number[] {
  return classes.flatMap((one) => (one.selected ? [one.class_idx] : []));
}

/** A class for each template; particles are counted as they are given, which may be some of those classified. */
function listClasses(templates: Dataset, own: ArrayLike<number>): SelectableClass[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < own.length; row++) counts.set(own[row] ?? 0, (counts.get(own[row] ?? 0) ?? 0) + 1);
  const column = (name: string) => findNumbers(templates, `blob/${name}`);
  const [numbers, places] = [column('class_idx'), column('idx')];
  const [resolutions, probabilities, spreads] = [column('res_A'), column('mean_prob'), column('class_ess')];
  return Array.from({ length: templates.length }, (_, row): SelectableClass => {
    const class_idx = numbers?.[row] ?? places?.[row] ?? row;
    return {
      class_idx,
      selected: false,
      num_particles_selected: 0,
      num_particles_total: counts.get(class_idx) ?? 0,
      res_A: resolutions?.[row] ?? 0,
      mean_prob: probabilities?.[row] ?? 0,
      class_ess: spreads?.[row] ?? 0,
    };
  });
}

const nothing = z.object({});
const field = z.enum(['num_particles_total', 'res_A', 'class_ess']);

function actionsOf(
  now: () => readonly SelectableClass[],
  change: (next: SelectableClass[]) => Promise<readonly SelectableClass[]>,
  draw: () => Promise<readonly string[]>,
): Actions {
  const require = (index: number): void => {
    if (now().some((one) => one.class_idx === index)) return;
    throw new Refusal(404, `There is no class ${index} here.`);
  };
  const finish = defineAction(nothing, () => now(), { ends: true });
  return {
    get_class_info: defineAction(nothing, () => now()),
    get_class_pictures: defineAction(nothing, async () => {
      const paths = await draw();
      return now().map(({ class_idx }, row) => ({ class_idx, path: paths[row] ?? null }));
    }),
    set_class_selected: defineAction(
      z.strictObject({ class_idx: z.int(), selected: z.boolean() }),
      ({ class_idx, selected }) => {
        require(class_idx);
        return change(selectClass(now(), class_idx, selected));
      },
    ),
    select_all: defineAction(nothing, () => change(selectAllClasses(now(), true))),
    select_none: defineAction(nothing, () => change(selectAllClasses(now(), false))),
    invert_selection: defineAction(nothing, () => change(invertSelection(now()))),
    select_from_class: defineAction(
      z.strictObject({ class_idx: z.int(), field, direction: z.enum(['above', 'below']) }),
      ({ class_idx, field: name, direction }) => {
        require(class_idx);
        return change(selectFromClass(now(), class_idx, name, direction));
      },
    ),
    select_by_thresholds: defineAction(
      z.strictObject({ thresholds: z.array(templateSelectionThreshold).min(1).max(100) }),
      ({ thresholds }) => change(selectByThresholds(now(), thresholds)),
    ),
    shutdown_interactive: finish,
    finish,
  };
}

/** A picture of each class in the job's folder: paths within the project, in the order of the templates. */
async function drawClasses(context: RunContext, templates: Dataset): Promise<readonly string[]> {
  if (findTexts(templates, 'blob/path') === null) return [];
  const folder = join(context.projectDir, context.jobDir, 'pictures', 'classes');
  await mkdir(folder, { recursive: true });
  const rows = Array.from({ length: templates.length }, (_, row) => row);
  const names = await writeImages(folder, await readClasses(context, templates, rows));
  return names.map((name) => projectPath(context, join(folder, name)));
}

function readClasses(context: RunContext, templates: Dataset, rows: readonly number[]): Promise<Image[]> {
  return Promise.all(
    rows.map((row) => {
      const template = rowOf(templates, row);
      const [index, { threads }] = [template.number('blob/idx'), context];
      return readImage(absolutePath(context, template.text('blob/path')), { index, threads });
    }),
  );
}

/** A gallery of some of the classes in the log; what cannot be read is told and left. */
async function showClasses(
  context: RunContext,
  templates: Dataset,
  classes: readonly SelectableClass[],
  isShown: (row: number) => boolean,
  title: string,
  name: string,
): Promise<void> {
  const rows = classes.flatMap((_, row) => (isShown(row) ? [row] : []));
  if (rows.length === 0 || findTexts(templates, 'blob/path') === null) return;
  const folder = join(context.jobDir, 'pictures');
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const { threads } = context;
  const images = await readClasses(context, templates, rows);
  const captions = rows.map((row) => {
    const { class_idx = row, num_particles_total = 0, res_A = 0 } = classes[row] ?? {};
    return `${class_idx}: ${num_particles_total}, ${Number(res_A).toFixed(1)} Å`;
  });
  await writeImageGallery(join(context.projectDir, folder, name), images, captions, { threads });
  await context.logPicture(title, join(folder, name));
}
