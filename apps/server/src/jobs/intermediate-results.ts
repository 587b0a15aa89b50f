import type { Stats } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { readDataset } from '@vitreous/formats';
import type { Job, OutputResult, Project } from '@vitreous/schema';
import type { Call, House } from '../house.js';
import { followLinks, isInside } from '../paths/allowed-path.js';
import { findOpenProject } from '../projects/find-project.js';
import { activeStatuses, changeJob, findJob } from './find-job.js';
import { jobsOfProject } from './lineage.js';

interface Intermediate {
  /** Relative to the project directory, all in the job's folder. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Clears what a job keeps of earlier versions of its results: their tables, and the files that only those name. The
 * newest version of each result stays, and so do versions that other jobs are connected to. A job at work is left alone.
 */
export async function clearIntermediateResults(call: Call, projectUid: string, uid: string): Promise<number> {
  const project = findOpenProject(call, projectUid);
  const job = findJob(call, projectUid, uid);
  if (activeStatuses.has(job.status)) return 0;
  const inUse = versionsInUse(call, job);
  const { files, bytes } = await listIntermediate(project, job, inUse);
  changeJob(call, projectUid, uid, (changed) => {
    for (const result of resultsOf(changed)) {
      const places = keptPlaces(result, inUse);
      result.versions = pick(result.versions, places);
      result.metafiles = pick(result.metafiles, places);
      result.num_items = pick(result.num_items, places);
    }
    changed.intermediate_results_size_bytes = 0;
    changed.intermediate_results_size_last_updated = call.now().toISOString();
    changed.last_intermediate_data_cleared_at = call.now().toISOString();
    changed.last_intermediate_data_cleared_amount = bytes;
  });
  for (const file of files) await rm(join(project.project_dir, file), { force: true });
  return bytes;
}

/** Notes how much clearIntermediateResults would free. */
export async function measureIntermediateResults(call: Call, projectUid: string, uid: string): Promise<void> {
  const job = findJob(call, projectUid, uid);
  const { bytes } = await listIntermediate(findOpenProject(call, projectUid), job, versionsInUse(call, job));
  changeJob(call, projectUid, uid, (changed) => {
    changed.intermediate_results_size_bytes = bytes;
    changed.intermediate_results_size_last_updated = call.now().toISOString();
  });
}

async function listIntermediate(
  { project_dir: directory }: Project,
  job: Job,
  inUse: ReadonlySet<number>,
): Promise<Intermediate> {
  const kept = new Set<string>();
  const old = new Set<string>();
  for (const result of resultsOf(job)) {
    const places = keptPlaces(result, inUse);
    result.metafiles.forEach((file, place) => (places.includes(place) ? kept : old).add(normalize(file)));
  }
  const goingTables = [...old].filter((file) => !kept.has(file));
  if (goingTables.length === 0) return { files: [], bytes: 0 };
  const named = new Set<string>();
  for (const file of kept) for (const path of await listPaths(directory, file)) named.add(path);
  const going = new Set(goingTables);
  for (const file of goingTables) {
    // A table that is gone names nothing; one that stays must be readable, or what it names could not be spared.
    const paths = await listPaths(directory, file).catch(() => new Set<string>());
    for (const path of paths) if (!named.has(path) && !kept.has(path)) going.add(path);
  }
  let bytes = 0;
  const files: string[] = [];
  for (const file of going) {
    const found = await findOwn(directory, job, file);
    if (found === null) continue;
    files.push(file);
    bytes += found.size;
  }
  return { files, bytes };
}

/** The files that a table names, as they stand in it but tidied. */
async function listPaths(directory: string, file: string): Promise<Set<string>> {
  const fields = (name: string): boolean => name.endsWith('/path');
  const table = await readDataset(join(directory, file), { fields });
  const paths = new Set<string>();
  for (const column of table.columns.values()) {
    if (column.type === 'text') for (const value of new Set(column.data)) paths.add(normalize(value.replace(/^>/, '')));
  }
  return paths;
}

/** A file of this job's own; nothing is removed through a link to elsewhere. */
async function findOwn(directory: string, { job_dir }: Job, file: string): Promise<Stats | null> {
  if (isAbsolute(file) || !file.startsWith(`${job_dir}/`)) return null;
  const [folder, resolved] = await Promise.all([
    followLinks(join(directory, job_dir)),
    followLinks(join(directory, file)),
  ]);
  if (folder === null || resolved === null || !isInside(folder, resolved)) return null;
  const found = await lstat(join(directory, file)).catch(() => null);
  return found?.isFile() === true ? found : null;
}

function resultsOf(job: Job): OutputResult[] {
  return Object.values(job.spec.outputs).flatMap(({ results }) => results);
}

/** Places of the versions that stay: the newest, and those that other jobs take. */
function keptPlaces({ versions }: OutputResult, inUse: ReadonlySet<number>): number[] {
  return versions.flatMap((version, place) => (place === versions.length - 1 || inUse.has(version) ? [place] : []));
}

function pick<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.flatMap((place) => {
    const item = items[place];
    return item === undefined ? [] : [item];
  });
}

/** Versions of a job's results, other than the newest, that inputs of other jobs name. */
function versionsInUse(house: House, job: Job): Set<number> {
  const jobs = [...jobsOfProject(house, job.project_uid).values()];
  const taken = jobs
    .flatMap(({ spec }) => Object.values(spec.inputs))
    .flatMap(({ connections }) => connections.flatMap(({ results }) => results));
  return new Set(taken.flatMap(({ job_uid, version }) => (job_uid === job.uid && version !== 'F' ? [version] : [])));
}
