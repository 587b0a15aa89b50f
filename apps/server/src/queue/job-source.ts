import { join } from 'node:path';
import type { StartOrder, WaitReason, WorkSource } from '@vitreous/scheduler';
import type { AllocatedResources, Job, Project } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';
import { readJob, saveJob } from '../jobs/find-job.js';
import { beginsAgain } from '../live/begin-again.js';
import { failJob } from './fail-job.js';
import { workerCommand } from './worker-command.js';

/** Statuses of a job that a worker has in hand. */
const atWork: readonly Job['status'][] = ['launched', 'started', 'running', 'waiting'];

/** Jobs, as the scheduler sees them. */
export const jobKind = 'job';

export function createJobSource(house: House): WorkSource {
  const { store } = house;
  const change = (projectUid: string, uid: string, work: (job: Job) => void): void => {
    store.transact(() => {
      const job = readJob(house, projectUid, uid);
      if (job === null) return;
      work(job);
      saveJob(house, job);
    });
    house.wakeMirror();
  };

  return {
    kind: jobKind,

    waiting: () =>
      store.jobs.find([...equals('status', 'queued'), ...equals('deleted', false)]).map((job) => ({
        project_uid: job.project_uid,
        uid: job.uid,
        lane: job.queued_to_lane ?? '',
        hostname: job.queued_to_hostname,
        gpus: job.queued_to_gpu ?? [],
        shareGpus: job.oversubscribe_gpus,
        wants: job.spec.resource_spec,
        priority: job.priority,
        since: job.queued_at ?? job.created_at,
        heldBack: heldBack(house, job),
      })),

    wait: (demand, { status, message }) => {
      const job = readJob(house, demand.project_uid, demand.uid);
      if (job?.status !== 'queued' || (job.queue_status === status && job.queue_message === message)) return;
      change(demand.project_uid, demand.uid, (one) => {
        one.queue_status = status;
        one.queue_message = message;
      });
    },

    begin: ({ project_uid, uid }, given): StartOrder | null => {
      const project = store.projects.first(equals('uid', project_uid));
      const job = readJob(house, project_uid, uid);
      if (project === null || job?.status !== 'queued') return null;
      const now = house.now().toISOString();
      Object.assign(job, {
        status: 'launched',
        launched_at: now,
        last_scheduled_at: now,
        queue_status: 'launched',
        queue_message: given.lane_type === 'cluster' ? `Submitted to ${given.target?.name ?? 'the cluster'}` : null,
        resources_allocated: given,
        cluster_job_id: null,
        cluster_job_status: null,
        cluster_job_submission_script: null,
      } satisfies Partial<Job>);
      saveJob(house, job);
      house.wakeMirror();
      return orderFor(house, project, job, given);
    },

    follow: ({ project_uid, uid, given }, { clusterJobId, state, script }) => {
      change(project_uid, uid, (job) => {
        if (script !== undefined) job.cluster_job_submission_script = script;
        if (clusterJobId !== undefined) job.cluster_job_id = clusterJobId;
        if (state !== undefined) job.cluster_job_status = state;
        job.cluster_job_monitor_last_run_at = house.now().toISOString();
        if (job.status === 'launched' && job.cluster_job_id !== null) {
          job.queue_message = `In the queue of ${given.target?.name ?? 'the cluster'} as ${job.cluster_job_id}: ${state ?? 'pending'}`;
        }
      });
    },

    putBack: ({ project_uid, uid }, message) => {
      change(project_uid, uid, (job) => {
        if (atWork.includes(job.status)) queueAgain(job, message);
      });
    },

    lost: ({ project_uid, uid }, reason) => {
      store.transact(() => {
        const job = readJob(house, project_uid, uid);
        if (job === null || !atWork.includes(job.status)) return;
        if (!beginsAgain(house, job)) {
          failJob(house, job, reason);
          return;
        }
        queueAgain(job, `Begins again: ${reason}`);
        job.errors_run.push({ message: reason, warning: true });
        saveJob(house, job);
      });
      house.wakeMirror();
    },
  };
}

/** A job that had begun takes its place in the queue again. */
function queueAgain(job: Job, message: string): void {
  Object.assign(job, {
    status: 'queued',
    launched_at: null,
    queue_status: 'actively_queued',
    queue_message: message,
    resources_allocated: null,
    cluster_job_id: null,
    cluster_job_status: null,
  } satisfies Partial<Job>);
}

/** Why a job may not start even if there is room. */
function heldBack(house: House, job: Job): WaitReason | null {
  const project = house.store.projects.first(equals('uid', job.project_uid));
  const state =
    project === null || project.deleted
      ? 'deleted'
      : project.archived
        ? 'archived'
        : project.detached
          ? 'detached'
          : project.queue_paused
            ? 'paused'
            : null;
  if (state !== null) return { status: 'project_paused', message: `Project ${job.project_uid} is ${state}` };
  if (job.no_check_inputs_ready) return null;
  const open = job.parents.flatMap((uid) => {
    const status = readJob(house, job.project_uid, uid)?.status ?? 'deleted';
    return status === 'completed' ? [] : [`${uid} (${status})`];
  });
  return open.length === 0 ? null : { status: 'waiting_inputs', message: `Waiting for inputs from ${open.join(', ')}` };
}

function orderFor({ store }: House, project: Project, job: Job, given: AllocatedResources): StartOrder {
  const folder = join(project.project_dir, job.job_dir);
  const creator = job.queued_by_user_id === null ? null : store.users.get(job.queued_by_user_id);
  return {
    command: workerCommand(given.target),
    folder,
    logFile: join(folder, 'job.log'),
    values: {
      job_type: job.spec.type,
      // It goes into a script: people choose their names.
      job_creator: (creator?.name ?? '').replace(/[^\w.@-]/g, '_'),
      project_dir_abs: project.project_dir,
    },
    customValues: job.cluster_job_custom_vars,
  };
}
