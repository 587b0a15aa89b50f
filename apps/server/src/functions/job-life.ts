import type { Job } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { changeJob } from '../jobs/find-job.js';
import { conflict } from '../problem.js';

/** Errors of a run that are kept with a job; its log has them all. */
const mostErrors = 10;

/** How external jobs start and end. */
export const jobLifeFunctions: Handlers = {
  'jobs.mark_running': (call, { project_uid, job_uid, status }) =>
    changeExternal(call, project_uid, job_uid, (job, now) => {
      if (!['building', 'running', 'waiting'].includes(job.status)) {
        throw conflict(`${job_uid} is ${job.status}: clear it to run it again.`);
      }
      if (job.build_errors.length > 0) {
        const places = job.build_errors.map(({ loc }) => loc.join('.')).join(', ');
        throw conflict(`${job_uid} cannot start: ${places} is not right yet.`);
      }
      job.status = status;
      job.started_at ??= now;
      job.launched_at ??= now;
      if (status === 'running') job.running_at = now;
      else job.waiting_at = now;
      job.heartbeat_at = now;
      job.version = call.version;
    }),
  'jobs.mark_completed': (call, { project_uid, job_uid }) =>
    changeExternal(call, project_uid, job_uid, (job, now) => {
      requireStarted(job);
      job.status = 'completed';
      job.completed_at = now;
      job.completed_count += 1;
    }),
  'jobs.mark_failed': (call, { project_uid, job_uid, error }) =>
    changeExternal(call, project_uid, job_uid, (job, now) => {
      requireStarted(job);
      job.status = 'failed';
      job.failed_at = now;
      job.has_error = true;
      const message = (error ?? 'The program that ran this job failed.').slice(0, 100_000);
      job.errors_run = [...job.errors_run, { message, warning: false }].slice(-mostErrors);
    }),
};

function changeExternal(call: Call, projectUid: string, uid: string, change: (job: Job, now: string) => void): Job {
  return changeJob(call, projectUid, uid, (job) => {
    if (job.spec.type !== 'snowflake') throw conflict(`${uid} is no external job: the queue runs it.`);
    change(job, call.now().toISOString());
  });
}

function requireStarted(job: Job): void {
  if (job.status !== 'running' && job.status !== 'waiting') throw conflict(`${job.uid} is ${job.status}, not running.`);
}
