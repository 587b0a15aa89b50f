import type { Job, JobStatus } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { Call, House } from '../house.js';
import { conflict, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { updateStatistics } from '../projects/statistics.js';

/** Statuses in the order of a job's life. */
const statuses: readonly JobStatus[] = [
  'building',
  'queued',
  'launched',
  'started',
  'running',
  'waiting',
  'completed',
  'killed',
  'failed',
];

/** Statuses in which something works on a job, or is about to. */
export const activeStatuses: ReadonlySet<JobStatus> = new Set(['queued', 'launched', 'started', 'running', 'waiting']);

export function numberOfStatus(status: JobStatus): number {
  return statuses.indexOf(status);
}

/** A job of a project that the caller may use. @throws Problem 404 otherwise. */
export function findJob(call: Call, projectUid: string, uid: string): Job {
  findProject(call, projectUid);
  const job = readJob(call, projectUid, uid);
  if (job === null) throw notFound(`Job ${projectUid} ${uid.slice(0, 40)}`);
  return job;
}

/** A job that is not deleted; null otherwise. */
export function readJob({ store }: Pick<House, 'store'>, projectUid: string, uid: string): Job | null {
  const job = store.jobs.first([...equals('project_uid', projectUid), ...equals('uid', uid)]);
  return job === null || job.deleted ? null : job;
}

/** Changes a job all or nothing; its project's counts and directory follow. @throws Problem 404 or 409. */
export function changeJob(call: Call, projectUid: string, uid: string, change: (job: Job) => void): Job {
  const changed = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const job = findJob(call, projectUid, uid);
    change(job);
    saveJob(call, job);
    return job;
  });
  call.wakeMirror();
  return changed;
}

/** Writes a changed job, inside a transaction. */
export function saveJob(house: House, job: Job): void {
  const before = house.store.jobs.get(job._id);
  job.updated_at = house.now().toISOString();
  job.status_num = numberOfStatus(job.status);
  job.autodump = true;
  house.store.jobs.save(job);
  const counted = (one: Job | null): string => JSON.stringify([one?.status, one?.workspace_uids, one?.deleted]);
  if (counted(before) !== counted(job)) updateStatistics(house, job.project_uid);
}

/** @throws Problem 409 unless the job is being built. */
export function requireBuilding(job: Job): void {
  if (job.status === 'building') return;
  throw conflict(`${job.project_uid} ${job.uid} is ${job.status}: clear it to change how it is built.`);
}
