import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findNumbers, findTexts, readImage, writeMrcStack, type Dataset } from '@vitreous/formats';
import { contrastBySigma, encodeGreyPng } from '@vitreous/pictures';
import type { Project, Session, TemplateClassInfo } from '@vitreous/schema';
import { noteAsset } from '../assets/note-asset.js';
import type { Call } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { loadOutput } from '../jobs/load-results.js';
import { conflict } from '../problem.js';
import { findProject } from '../projects/find-project.js';
import { resolveInProject } from '../projects/project-file.js';

/** Outputs that templates are taken from, the first that a job has. */
const templateOutputs = ['class_averages', 'templates_selected', 'imported_templates', 'templates'];
/** More are not shown. */
const mostTemplates = 2000;

/** Class averages that templates are chosen from. */
export interface TemplateTable {
  readonly project: Project;
  readonly rows: Dataset;
}

/** The averages of a job. @throws Problem 404, 409 or 422 when it has none. */
export async function readTemplateTable(call: Call, projectUid: string, jobUid: string): Promise<TemplateTable> {
  const project = findProject(call, projectUid);
  const job = findJob(call, projectUid, jobUid);
  const output = templateOutputs.find((name) => job.spec.outputs[name] !== undefined);
  if (output === undefined) throw conflict(`${jobUid} makes no class averages or templates.`);
  const rows = await loadOutput(call, project, job, output, 'all', 'F');
  if (rows.length === 0 || findTexts(rows, 'blob/path') === null) throw conflict(`${jobUid} has no templates.`);
  if (rows.length > mostTemplates) throw conflict(`${jobUid} has more than ${mostTemplates} templates.`);
  return { project, rows };
}

/** The number by which a row is chosen. */
function numberOf(rows: Dataset, row: number): number {
  return findNumbers(rows, 'blob/class_idx')?.[row] ?? row;
}

/** What people choose templates by, with a picture of each, drawn into the session's folder. */
export async function describeTemplates(
  call: Call,
  session: Session,
  jobUid: string,
  table: TemplateTable,
): Promise<TemplateClassInfo[]> {
  const { rows } = table;
  const own = findProject(call, session.project_uid);
  const column = (name: string) => findNumbers(rows, `blob/${name}`);
  const [counts, resolutions, probabilities, spreads] = ['num_particles_total', 'res_A', 'mean_prob', 'class_ess'].map(
    column,
  );
  const place = { project_uid: session.project_uid, job_uid: session.session_uid };
  const info: TemplateClassInfo[] = [];
  for (let row = 0; row < rows.length; row++) {
    const image = await readTemplate(call, table, row);
    const png = await encodeGreyPng(image, { contrast: contrastBySigma(image, 3) });
    const path = join(session.session_dir, 'templates', `${table.project.uid}_${jobUid}_${row}.png`);
    await mkdir(dirname(join(own.project_dir, path)), { recursive: true });
    await writeFile(join(own.project_dir, path), png);
    info.push({
      class_idx: numberOf(rows, row),
      fileid: noteAsset(call, { ...place, path, length: png.length })._id,
      selected: false,
      num_particles_selected: 0,
      num_particles_total: counts?.[row] ?? 0,
      res_A: resolutions?.[row] ?? 0,
      mean_prob: probabilities?.[row] ?? 0,
      class_ess: spreads?.[row] ?? 0,
    });
  }
  return info;
}

/** Writes the chosen templates as one stack into the session's folder; answers its path, relative to the project. */
export async function writeChosenTemplates(
  call: Call,
  session: Session,
  table: TemplateTable,
  chosen: ReadonlySet<number>,
): Promise<string | null> {
  if (chosen.size === 0) return null;
  const { rows } = table;
  const numbers = [...chosen].sort((a, b) => a - b);
  const what = [session.template_creation_project, session.template_creation_job, call.now().toISOString(), numbers];
  // A new choice is a new file: what was picked with the one before is known by it.
  const name = createHash('sha1').update(JSON.stringify(what)).digest('hex').slice(0, 12);
  const path = join(session.session_dir, 'templates', `${name}.mrc`);
  const target = join(findProject(call, session.project_uid).project_dir, path);
  await mkdir(dirname(target), { recursive: true });
  const wanted = Array.from({ length: rows.length }, (_, row) => row).filter((row) => chosen.has(numberOf(rows, row)));
  const images: Awaited<ReturnType<typeof readTemplate>>[] = [];
  for (const row of wanted) images.push(await readTemplate(call, table, row));
  const [first] = images;
  if (first === undefined) return null;
  const { height, width } = first;
  if (images.some((image) => image.height !== height || image.width !== width)) {
    throw conflict('The chosen templates are of different sizes: choose those of one.');
  }
  const pixelSizeA = findNumbers(rows, 'blob/psize_A')?.[wanted[0] ?? 0] ?? 0;
  await writeMrcStack(target, { height, width }, { pixelSizeA }, async (append) => {
    for (const { data } of images) await append(data);
  });
  return path;
}

async function readTemplate(call: Call, { project, rows }: TemplateTable, row: number) {
  const path = (findTexts(rows, 'blob/path')?.[row] ?? '').replace(/^>/, '');
  const file = await resolveInProject(call, project, 'path', path);
  return readImage(file, { index: findNumbers(rows, 'blob/idx')?.[row] ?? 0 });
}
