import type { Job, Session } from '@vitreous/schema';
import { callerOf, type Call, type House } from '../house.js';
import { activeStatuses, readJob, saveJob } from '../jobs/find-job.js';
import { insertJob } from '../jobs/insert-job.js';
import { conflict } from '../problem.js';
import { requireLane } from '../queue/choose-lane.js';
import { paramsFor } from './session-job-params.js';

/** A job that belongs to a session, in its workspace, inside a transaction. */
export function insertSessionJob(
  call: Call,
  session: Session,
  { type, title, params }: { type: string; title: string; params: Readonly<Record<string, unknown>> },
): Job {
  return insertJob(call, {
    project_uid: session.project_uid,
    workspace_uids: [session.uid],
    type,
    title: `${title} of ${session.session_uid}`,
    description: '',
    params: { ...paramsFor(type, { session_uid: session.session_uid }), ...params },
    created_by_job_uid: null,
  });
}

/** A job of a session. @throws Problem 409 when the session has none. */
export function requireSessionJob(call: Call, session: Session, uid: string | null, what: string): Job {
  const job = uid === null ? null : readJob(call, session.project_uid, uid);
  if (job === null) throw conflict(`${session.session_uid} has no ${what}: set it up first.`);
  return job;
}

/** Queues a job that has not begun, or has ended, to a lane; what it keeps in its folder stays. Inside a transaction. */
export function queueSessionJob(call: Call, job: Job, lane: string | null, priority: number): void {
  if (activeStatuses.has(job.status)) throw conflict(`${job.uid} is ${job.status} already.`);
  const chosen = lane ?? call.store.lanes.all()[0]?.name ?? null;
  if (chosen === null) throw conflict('There is no lane to queue to.');
  requireLane(call, chosen);
  const { cpu, ram } = resourcesBeside(call, chosen);
  job.spec.params = { ...job.spec.params, compute_num_cpus: cpu };
  job.spec.resource_spec = { ...job.spec.resource_spec, cpu, ram: Math.min(job.spec.resource_spec.ram, ram) };
  Object.assign(job, {
    status: 'queued',
    queued_at: call.now().toISOString(),
    queued_by_user_id: callerOf(call)._id,
    queued_to_lane: chosen,
    queued_to_hostname: null,
    queued_to_gpu: null,
    queue_status: 'actively_queued',
    queue_message: null,
    priority,
    resources_allocated: null,
  } satisfies Partial<Job>);
  saveJob(call, job);
}

/**
 * Resources for a job beside a session's workers: a quarter of the lane's, four at most. Where that is less than one it shares
 * those of others. A cluster has as many as are asked for.
 */
function resourcesBeside(call: Call, lane: string | null): { cpu: number; ram: number } {
  const nodes = call.store.targets
    .all()
    .flatMap(({ target }) => (target.lane === lane && target.config.type === 'node' ? [target.config] : []));
  if (nodes.length === 0) return { cpu: 4, ram: 4 };
  const quarter = (kind: 'CPU' | 'RAM'): number =>
    Math.min(4, Math.floor(nodes.reduce((sum, { resource_slots: slots }) => sum + slots[kind].length, 0) / 4));
  return { cpu: quarter('CPU'), ram: quarter('RAM') };
}

/** @throws Problem 409 while something works on a job. */
export function refuseActive(job: Job): void {
  if (activeStatuses.has(job.status)) throw conflict(`${job.uid} is ${job.status}: stop it first.`);
}

/** Ends a job, if something works on it, inside a transaction; returns whether its worker must be ended. */
export function killSessionJob(house: House, job: Job): boolean {
  if (!activeStatuses.has(job.status)) return false;
  Object.assign(job, {
    status: 'killed',
    killed_at: house.now().toISOString(),
    resources_allocated: null,
    queue_status: null,
    queue_message: null,
  } satisfies Partial<Job>);
  saveJob(house, job);
  return true;
}

/** Ends those of these jobs that the session has made itself, inside a transaction: what it took from others goes on. */
export function endOwnJobs(house: House, session: Session, uids: readonly (string | null)[]): void {
  for (const uid of new Set(uids)) {
    const job = uid === null ? null : readJob(house, session.project_uid, uid);
    if (job === null || !isOwn(session, job) || !killSessionJob(house, job)) continue;
    // Whoever ends it must see that it is killed, which is so when this transaction is over.
    setImmediate(() => {
      house.endWorker(job.project_uid, job.uid);
    });
  }
}

/** Whether a session has made a job. Its reconstruction is as any other, in the session's workspace. */
function isOwn({ uid, session_uid }: Session, { spec, workspace_uids: workspaces }: Job): boolean {
  return spec.params['session_uid'] === session_uid || (spec.type === 'homo_abinit' && workspaces.includes(uid));
}
