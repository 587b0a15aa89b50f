import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decisionsFile } from '@vitreous/jobs';
import type { Job } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { Call } from '../house.js';
import { announceInBackground } from '../notifications/in-background.js';
import { conflict } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { logName } from '../projects/job-log.js';
import { recordName } from '../projects/mirror.js';
import { listBuildErrors } from './build-errors.js';
import { activeStatuses, findJob, readJob, saveJob } from './find-job.js';
import { outputOf } from './insert-job.js';
import { jobsOfProject, reach } from './lineage.js';

const requeueWindowMs = 5 * 60_000;

/**
 * Marks jobs of one project as deleted, all or none, inside a transaction. What they wrote is removed by
 * removeJobFiles when the transaction is over.
 *
 * @throws Problem 409 when one is at work, is or leads to a final result, or others are built upon it.
 */
export function markDeleted(call: Call, projectUid: string, uids: readonly string[]): Job[] {
  findOpenProject(call, projectUid);
  const going = new Set(uids);
  const jobs = [...going].map((uid) => findJob(call, projectUid, uid));
  for (const job of jobs) {
    refuseActive(job);
    if (job.is_final_result || job.is_ancestor_of_final_result) {
      throw conflict(`${job.uid} is a final result, or one is built upon it: unmark it first.`);
    }
    const kept = job.children.filter((uid) => !going.has(uid) && readJob(call, projectUid, uid) !== null);
    if (kept.length > 0) throw conflict(`${kept.join(', ')} are built upon ${job.uid}: delete those first.`);
  }
  for (const { uid, parents } of jobs) {
    for (const parentUid of parents) {
      const parent = readJob(call, projectUid, parentUid);
      if (parent === null) continue;
      parent.children = parent.children.filter((one) => one !== uid);
      saveJob(call, parent);
    }
    const job = findJob(call, projectUid, uid);
    job.deleted = true;
    job.deleted_at = call.now().toISOString();
    saveJob(call, job);
  }
  return jobs;
}

/** Removes the folders and logs of deleted jobs, in the background. */
export function removeJobFiles(call: Call, jobs: readonly Job[]): void {
  call.wakeMirror();
  if (jobs.length === 0) return;
  announceInBackground(call, {
    what: `Removing the files of ${jobs.map(({ uid }) => uid).join(', ')}`,
    project_uid: jobs[0]?.project_uid ?? null,
    work: async () => {
      for (const job of jobs) await removeFiles(call, job);
      return null;
    },
  });
}

/** Removes the folder and the log of a deleted job. */
export async function removeFiles(call: Call, job: Job): Promise<void> {
  forgetLogs(call, job);
  const { project_dir: directory } = findOpenProject(call, job.project_uid);
  await rm(join(directory, job.job_dir), { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Brings a job back to where it is built: its results, log and files go. With `descendants`, so do all that are built
 * upon it. What people decided in a job that was interrupted stays.
 *
 * @throws Problem 409 when one is at work or final, or others that have run are built upon it and are not cleared too.
 */
export async function clearJob(call: Call, projectUid: string, uid: string, descendants: boolean): Promise<Job> {
  const { project_dir: directory } = findOpenProject(call, projectUid);
  const cleared = call.store.transact(() => {
    const jobs = jobsOfProject(call, projectUid);
    const below = [...reach(jobs, [uid], 'children')].flatMap((one) => jobs.get(one) ?? []);
    const job = findJob(call, projectUid, uid);
    const run = below.filter(({ status }) => status !== 'building');
    if (!descendants && run.length > 0) {
      const names = run.map((one) => one.uid).join(', ');
      throw conflict(`${names} are built upon ${uid} and have run: clear those too, with descendants=True.`);
    }
    const going = descendants ? [job, ...run] : [job];
    for (const one of going) {
      // Of what only waits, nothing has begun.
      if (one.status !== 'queued') refuseActive(one);
      if (one.is_final_result || one.is_ancestor_of_final_result) {
        throw conflict(`${one.uid} is a final result, or one is built upon it: unmark it first.`);
      }
    }
    return going.map((one) => {
      const { status, queued_at } = one;
      resetJob(call, one);
      if (status === 'queued') keepPlace(call, one, queued_at);
      return { job: one, isInterrupted: status === 'failed' || status === 'killed' };
    });
  });
  for (const { job, isInterrupted } of cleared) await emptyFolder(directory, job, { keepsDecisions: isInterrupted });
  call.wakeMirror();
  return findJob(call, projectUid, uid);
}

/** A job taken out of the queue to mend it has its place back when it is queued again soon. */
function keepPlace(call: Call, job: Job, queued_at: string | null): void {
  job.queued_at = queued_at;
  job.requeue_windows_ends_at = new Date(call.now().getTime() + requeueWindowMs).toISOString();
  saveJob(call, job);
}

/**
 * Removes all that a job wrote, but for what people decided in it where that is to be kept. The folder stays, and so do
 * the records in it: they may be under way to it this moment, and what they say of the cleared job is written anew.
 */
export async function emptyFolder(
  directory: string,
  { job_dir }: Job,
  { keepsDecisions = false }: { readonly keepsDecisions?: boolean } = {},
): Promise<void> {
  const folder = join(directory, job_dir);
  await mkdir(folder, { recursive: true });
  const records = [recordName, logName];
  const isKept = (name: string): boolean =>
    records.some((record) => name === record || name.startsWith(`.${record}.`)) ||
    (keepsDecisions && name === decisionsFile);
  for (const name of await readdir(folder)) {
    if (!isKept(name)) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Puts a job back to being built, inside a transaction; emptyFolder does the rest. */
export function resetJob(call: Call, job: Job): void {
  const outputs = Object.entries(job.spec.outputs).map(([name, output]) => [name, outputOf(output)] as const);
  job.spec.outputs = Object.fromEntries(outputs);
  Object.assign(job, {
    status: 'building',
    queued_at: null,
    requeue_windows_ends_at: null,
    started_at: null,
    launched_at: null,
    running_at: null,
    waiting_at: null,
    completed_at: null,
    killed_at: null,
    failed_at: null,
    heartbeat_at: null,
    queue_status: null,
    queue_message: null,
    queued_to_lane: null,
    queued_to_hostname: null,
    queued_to_gpu: null,
    queued_by_user_id: null,
    cluster_job_id: null,
    cluster_job_status: null,
    cluster_job_submission_script: null,
    resources_allocated: null,
    errors_run: [],
    has_error: false,
    has_warning: false,
    ui_tile_images: [],
    progress: [],
    PID_main: null,
    PID_monitor: null,
    PID_workers: [],
  } satisfies Partial<Job>);
  job.build_errors = listBuildErrors(job);
  forgetLogs(call, job);
  saveJob(call, job);
}

function forgetLogs(call: Call, { project_uid, uid }: Job): void {
  const own = [...equals('project_uid', project_uid), ...equals('job_uid', uid)];
  call.store.transact(() => {
    for (const event of call.store.events.find(own)) call.store.events.remove(event._id);
    for (const asset of call.store.assets.find(own)) call.store.assets.remove(asset._id);
  });
}

function refuseActive(job: Job): void {
  if (activeStatuses.has(job.status)) throw conflict(`${job.uid} is ${job.status}: kill it first.`);
}
