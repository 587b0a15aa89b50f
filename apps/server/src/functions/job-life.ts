import { findJobDefinition } from '@vitreous/jobs';
import type { Job } from '@vitreous/schema';
import { callerOf, type Call, type Handlers } from '../house.js';
import { activeStatuses, changeJob, findJob, readJob, requireBuilding } from '../jobs/find-job.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { conflict, invalid } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { chooseLane } from '../queue/choose-lane.js';

/** Errors of a run that are kept with a job; its log has them all. */
const mostErrors = 10;

/** Longest that a waiting job's answer is waited for. */
const mostPatienceS = 3600;

/** How jobs start and end: through the queue, or from outside. */
export const jobLifeFunctions: Handlers = {
  'jobs.enqueue': async (
    call,
    { project_uid, job_uid, lane, hostname, gpus, no_check_inputs_ready, oversubscribe_gpus },
  ) => {
    await requireAllowedPaths(call, findJob(call, project_uid, job_uid));
    const queued = changeJob(call, project_uid, job_uid, (job) => {
      if (job.spec.type === 'snowflake') throw conflict(`${job_uid} is an external job: start it from its program.`);
      requireBuilding(job);
      refuseBuildErrors(job);
      const chosen = chooseLane(call, job, { lane, hostname, gpus });
      const now = call.now().toISOString();
      Object.assign(job, {
        status: 'queued',
        queued_at: (job.requeue_windows_ends_at ?? '') > now ? job.queued_at : now,
        requeue_windows_ends_at: null,
        queued_by_user_id: callerOf(call)._id,
        queued_to_lane: chosen.name,
        queued_to_hostname: hostname ?? null,
        queued_to_gpu: gpus.length > 0 ? gpus : null,
        queue_status: 'actively_queued',
        queue_message: null,
        no_check_inputs_ready,
        oversubscribe_gpus,
      } satisfies Partial<Job>);
    });
    call.wakeQueue();
    return queued;
  },
  'jobs.kill': (call, { project_uid, job_uid }) => {
    const killed = changeJob(call, project_uid, job_uid, (job) => {
      if (!activeStatuses.has(job.status)) throw conflict(`${job_uid} is ${job.status}: there is nothing to kill.`);
      job.status = 'killed';
      job.killed_at = call.now().toISOString();
      job.resources_allocated = null;
      job.queue_status = null;
      job.queue_message = null;
    });
    call.endWorker(project_uid, job_uid);
    return killed;
  },
  'jobs.interactive_post': (call, { project_uid, job_uid, endpoint, timeout, body }) => {
    findOpenProject(call, project_uid);
    if (timeout < 1 || timeout > mostPatienceS) {
      throw invalid('query', 'timeout', `Expected 1 to ${mostPatienceS} seconds.`, timeout);
    }
    const read = (): Job | null => readJob(call, project_uid, job_uid);
    return call.interactions.ask(findJob(call, project_uid, job_uid), endpoint, body, 1000 * timeout, read);
  },
  'jobs.mark_running': (call, { project_uid, job_uid, status }) =>
    changeExternal(call, project_uid, job_uid, (job, now) => {
      if (!['building', 'running', 'waiting'].includes(job.status)) {
        throw conflict(`${job_uid} is ${job.status}: clear it to run it again.`);
      }
      refuseBuildErrors(job);
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

/** @throws Problem 403 for a parameter that names files where the caller may not look. */
async function requireAllowedPaths(call: Call, { spec }: Job): Promise<void> {
  for (const [name, { spec: param }] of Object.entries(findJobDefinition(spec.type)?.params ?? {})) {
    const path = spec.params[name];
    if (param.format === 'path' && typeof path === 'string') await resolveAllowed(call, name, path);
  }
}

function refuseBuildErrors(job: Job): void {
  if (job.build_errors.length === 0) return;
  const places = job.build_errors.map(({ loc, type }) => `${loc.join('.')} (${type})`).join(', ');
  throw conflict(`${job.uid} cannot start before this is right: ${places}.`);
}

function requireStarted(job: Job): void {
  if (job.status !== 'running' && job.status !== 'waiting') throw conflict(`${job.uid} is ${job.status}, not running.`);
}
