import { join } from 'node:path';
import { fieldsOf, joinDatasets, matchByUid, readDataset, renameColumns, type Dataset } from '@vitreous/formats';
import type { Job, OutputResult, Project } from '@vitreous/schema';
import type { House } from '../house.js';
import { conflict, invalid, notFound } from '../problem.js';
import { inputNamed, outputNamed } from './connections.js';
import { readJob } from './find-job.js';

export type Version = number | 'F';
export type Slots = 'default' | 'passthrough' | 'all' | string[];

/** A result, and the slot that its columns are to be called after. */
interface Wanted {
  readonly job: Job;
  readonly outputName: string;
  readonly result: OutputResult;
  readonly version: Version;
  readonly slot: string;
}

/** An output's rows with the columns of the slots asked for. @throws Problem 409 when it has none yet. */
export function loadOutput(
  project: Project,
  job: Job,
  outputName: string,
  slots: Slots,
  version: Version,
): Promise<Dataset> {
  const { results } = outputNamed(job, outputName);
  const chosen = results.filter(({ name, passthrough }) => isChosen(slots, name, passthrough));
  refuseUnknown(
    slots,
    results.map(({ name }) => name),
  );
  return loadTogether(
    project,
    chosen.map((result) => ({ job, outputName, result, version, slot: result.name })),
  );
}

/** All that is connected to an input, one connection's rows after the other's, with the columns that all have. */
export async function loadInput(
  house: House,
  project: Project,
  job: Job,
  inputName: string,
  slots: Slots,
): Promise<Dataset> {
  const { connections } = inputNamed(job, inputName);
  if (connections.length === 0) throw conflict(`Input ${inputName} of ${job.uid} is not connected.`);
  const parts = [];
  for (const { results } of connections) {
    const chosen = results.filter(({ name, result }) => isChosen(slots, name ?? result, name === null));
    refuseUnknown(
      slots,
      results.map(({ name, result }) => name ?? result),
    );
    const wanted = chosen.map(({ name, job_uid, output, result, version }): Wanted => {
      const source = readJob(house, job.project_uid, job_uid);
      const found = source?.spec.outputs[output]?.results.find((one) => one.name === result);
      if (source === null || found === undefined) throw notFound(`Result ${result} of ${job_uid} ${output}`);
      return { job: source, outputName: output, result: found, version, slot: name ?? result };
    });
    parts.push(await loadTogether(project, wanted));
  }
  const [first, ...rest] = parts;
  const shared = (name: string): string | null => (rest.every(({ columns }) => columns.has(name)) ? name : null);
  const kept = first === undefined ? [] : fieldsOf(renameColumns(first, shared)).map(({ name }) => name);
  return joinDatasets(parts.map((part) => renameColumns(part, (name) => (kept.includes(name) ? name : null))));
}

/** Reads each file once, and matches rows by `uid`. */
async function loadTogether(project: Project, wanted: readonly Wanted[]): Promise<Dataset> {
  const byFile = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const file = fileOf(one);
    byFile.set(file, [...(byFile.get(file) ?? []), one]);
  }
  const parts = [];
  for (const [file, ones] of byFile) {
    const slotOf = new Map(ones.map(({ result, slot }) => [result.name, slot]));
    const rename = (field: string): string | null => {
      if (field === 'uid') return field;
      const cut = field.indexOf('/');
      const slot = slotOf.get(field.slice(0, cut));
      return slot === undefined ? null : slot + field.slice(cut);
    };
    const read = await readDataset(join(project.project_dir, file), { fields: (field) => rename(field) !== null });
    parts.push(renameColumns(read, rename));
  }
  return matchByUid(parts);
}

/** Where a result's rows of a version are, relative to the project. */
export function fileOf({ job, outputName, result, version }: Omit<Wanted, 'slot'>): string {
  const place = version === 'F' ? result.versions.length - 1 : result.versions.indexOf(version);
  const file = result.metafiles[place];
  if (file !== undefined) return file;
  throw conflict(
    result.versions.length === 0
      ? `${job.uid} ${outputName} has no ${result.name} yet: the job is ${job.status}.`
      : `${job.uid} ${outputName} has no version ${version} of ${result.name}, only ${result.versions.join(', ')}.`,
  );
}

function isChosen(slots: Slots, name: string, passthrough: boolean): boolean {
  if (slots === 'all') return true;
  if (slots === 'default') return !passthrough;
  return slots === 'passthrough' ? passthrough : slots.includes(name);
}

function refuseUnknown(slots: Slots, known: readonly string[]): void {
  if (typeof slots === 'string') return;
  const odd = slots.find((slot) => !known.includes(slot));
  if (odd !== undefined) throw invalid('query', 'slots', `Expected some of ${known.join(', ')}.`, odd.slice(0, 100));
}
