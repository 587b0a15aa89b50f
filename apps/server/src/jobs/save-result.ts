import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { matchByUid, readDataset, renameColumns, writeDataset, type Dataset } from '@vitreous/formats';
import type { Job, Output, Project } from '@vitreous/schema';
import type { Call } from '../house.js';
import { receiveFile } from '../paths/receive-file.js';
import { invalid, Problem } from '../problem.js';
import { outputNamed } from './connections.js';
import { changeJob } from './find-job.js';
import { listPassing, type PassingSlot } from './passthrough.js';
import { loadInput } from './load-results.js';

/** Largest dataset that is taken: it is held in memory while it is checked. */
const most = 8 * 1024 ** 3;

/**
 * Takes a dataset as an output of a job: checks that it has rows with `uid` and all slots, writes it as a `.cs` file
 * beside one of the columns that pass through, and notes both as a version of the output's results.
 */
export async function saveOutput(
  call: Call,
  project: Project,
  job: Job,
  outputName: string,
  stream: AsyncIterable<Uint8Array>,
  { version, filename }: { version: number; filename: string | undefined },
): Promise<Job> {
  const output = outputNamed(job, outputName);
  const name = filename ?? `${job.uid}${version === 0 ? '' : `_${String(version).padStart(3, '0')}`}_${outputName}.cs`;
  if (!/^[\w][\w.-]{0,200}\.cs$/.test(name)) {
    throw invalid('query', 'filename', 'Expected a plain file name that ends in .cs.', name.slice(0, 200));
  }
  const dataset = await receiveDataset(join(project.project_dir, job.job_dir), stream);
  requireSlots(dataset, output, outputName);
  const file = join(job.job_dir, name);
  await writeDataset(join(project.project_dir, file), dataset);
  const passing = await passThrough(call, project, job, output, dataset);
  const passingFile = join(job.job_dir, name.replace(/\.cs$/, '_passthrough.cs'));
  if (passing !== null) await writeDataset(join(project.project_dir, passingFile), passing.dataset);

  return changeJob(call, job.project_uid, job.uid, (changed) => {
    const kept = outputNamed(changed, outputName);
    for (const result of kept.results) {
      if (!result.passthrough) noteVersion(result, version, file, dataset.length);
    }
    for (const { name: slot, dtype } of passing?.slots ?? []) {
      let result = kept.results.find((one) => one.name === slot);
      if (result === undefined) {
        result = { name: slot, dtype, versions: [], metafiles: [], num_items: [], passthrough: true };
        kept.results.push(result);
      }
      noteVersion(result, version, passingFile, dataset.length);
    }
    kept.num_items = dataset.length;
  });
}

async function receiveDataset(folder: string, stream: AsyncIterable<Uint8Array>): Promise<Dataset> {
  const part = join(folder, `.${randomUUID()}.received`);
  try {
    await receiveFile(part, stream, most);
    return await readDataset(part);
  } catch (error) {
    // A person knows nothing of the file it was put in.
    if (error instanceof Error && error.name === 'DataError') {
      throw new Problem(422, `The dataset cannot be read: ${error.message.replaceAll(part, 'it')}`);
    }
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

function requireSlots(dataset: Dataset, output: Output, outputName: string): void {
  if (dataset.columns.get('uid')?.type !== 'u8') {
    throw invalid('body', 'dataset', 'Expected a column uid of unsigned 64-bit numbers.', [...dataset.columns.keys()]);
  }
  const present = new Set([...dataset.columns.keys()].map((name) => name.split('/')[0]));
  const missing = output.results.filter(({ name, passthrough }) => !passthrough && !present.has(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw invalid('body', 'dataset', `Output ${outputName} needs columns of ${names}.`, [...present]);
  }
}

interface Passing {
  readonly dataset: Dataset;
  readonly slots: readonly PassingSlot[];
}

/** The input's columns that the output does not have itself, for the output's rows. */
async function passThrough(
  call: Call,
  project: Project,
  job: Job,
  output: Output,
  dataset: Dataset,
): Promise<Passing | null> {
  if (output.passthrough === null) return null;
  const slots = listPassing(job, output);
  if (slots.length === 0) return null;
  const loaded = await loadInput(
    call,
    project,
    job,
    output.passthrough,
    slots.map(({ name }) => name),
  );
  const uids = renameColumns(dataset, (name) => (name === 'uid' ? name : null));
  const matched = matchByUid([uids, loaded]);
  if (matched.length !== dataset.length) {
    const lost = dataset.length - matched.length;
    throw invalid('body', 'dataset', `${lost} rows have a uid that input ${output.passthrough} does not have.`, null);
  }
  return { dataset: matched, slots };
}

/** Notes a file as a version of a result; the same version again is replaced. */
export function noteVersion(
  result: { versions: number[]; metafiles: string[]; num_items: number[] },
  version: number,
  file: string,
  items: number,
): void {
  const known = result.versions.indexOf(version);
  const place = known < 0 ? result.versions.length : known;
  result.versions[place] = version;
  result.metafiles[place] = file;
  result.num_items[place] = items;
}
