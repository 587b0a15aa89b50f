import type { ColumnSource, Dataset } from '@vitreous/formats';
import { openResults, readConnections, readResults, type ResultFile } from '@vitreous/job-kit';
import type { Job, OutputResult, Project } from '@vitreous/schema';
import type { Call, House } from '../house.js';
import { conflict, invalid, notFound } from '../problem.js';
import { resolveInProject } from '../projects/project-file.js';
import { inputNamed, outputNamed } from './connections.js';
import { readJob } from './find-job.js';

export type Version = number | 'F';
export type Slots = 'default' | 'passthrough' | 'all' | string[];

/** A version of a result. */
interface Wanted {
  readonly job: Job;
  readonly outputName: string;
  readonly result: OutputResult;
  readonly version: Version;
}

/** An output's rows with the columns of the slots asked for. @throws Problem 409 when it has none yet. */
export async function loadOutput(call: Call, ...wanted: OutputQuery): Promise<Dataset> {
  return readResults(wanted[0].project_dir, await resolveFiles(call, wanted[0], filesOfOutput(...wanted)));
}

/** As loadOutput, for sending: columns are read as they are sent. */
export async function openOutput(call: Call, ...wanted: OutputQuery): Promise<ColumnSource> {
  return openResults(wanted[0].project_dir, await resolveFiles(call, wanted[0], filesOfOutput(...wanted)));
}

type OutputQuery = [project: Project, job: Job, outputName: string, slots: Slots, version: Version];

/** A project's folder may hold links to anywhere: they are followed only to where the caller may look. */
function resolveFiles(call: Call, project: Project, files: readonly ResultFile[]): Promise<ResultFile[]> {
  return Promise.all(
    files.map(async (one) => ({ ...one, file: await resolveInProject(call, project, 'output_name', one.file) })),
  );
}

function filesOfOutput(...[, job, outputName, slots, version]: OutputQuery): ResultFile[] {
  const { results } = outputNamed(job, outputName);
  const named = results.filter(({ name, passthrough }) => isChosen(slots, name, passthrough));
  const chosen = typeof slots === 'string' ? named.filter((result) => !wasNotMade(job, result)) : named;
  refuseUnknown(
    slots,
    results.map(({ name }) => name),
  );
  return chosen.map((result) => ({
    file: fileOf({ job, outputName, result, version }),
    result: result.name,
    slot: result.name,
  }));
}

/** All that is connected to an input, one connection's rows after the other's, with the columns that all have. */
export async function loadInput(
  call: Call,
  project: Project,
  job: Job,
  inputName: string,
  slots: Slots,
): Promise<Dataset> {
  const { connections } = inputNamed(job, inputName);
  if (connections.length === 0) throw conflict(`Input ${inputName} of ${job.uid} is not connected.`);
  for (const { results } of connections)
    refuseUnknown(
      slots,
      results.map(({ name, result }) => name ?? result),
    );
  const files = listConnectedFiles(call, job, inputName).map((connection) =>
    resolveFiles(
      call,
      project,
      connection.filter(({ slot, isPassing }) => isChosen(slots, slot, isPassing)),
    ),
  );
  return readConnections(project.project_dir, await Promise.all(files));
}

export interface ConnectedFile extends ResultFile {
  readonly dtype: string;
  /** Whether the input has no slot for it. */
  readonly isPassing: boolean;
}

/** The files of each connection of an input. @throws Problem 409 when a result is not there yet. */
export function listConnectedFiles(house: House, job: Job, inputName: string): ConnectedFile[][] {
  const { connections, slots } = inputNamed(job, inputName);
  const needed = new Set(slots.flatMap(({ name, required }) => (required ? [name] : [])));
  return connections.map(({ results }) =>
    results.flatMap(({ name, dtype, job_uid, output, result, version }) => {
      const source = readJob(house, job.project_uid, job_uid);
      const found = source?.spec.outputs[output]?.results.find((one) => one.name === result);
      if (source === null || found === undefined) throw notFound(`Result ${result} of ${job_uid} ${output}`);
      if (wasNotMade(source, found) && !needed.has(name ?? '')) return [];
      const file = fileOf({ job: source, outputName: output, result: found, version });
      return [{ file, result, slot: name ?? result, dtype, isPassing: name === null }];
    }),
  );
}

/** Whether a job is done and had nothing for a result: no CTF where none was known, no alignment of picks. */
function wasNotMade({ status }: Job, { versions }: OutputResult): boolean {
  return status === 'completed' && versions.length === 0;
}

/** Where a result's rows of a version are, relative to the project. */
export function fileOf({ job, outputName, result, version }: Wanted): string {
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
