import { planWorkers } from '@vitreous/live';
import type { Job, RtpWorkerState, Session } from '@vitreous/schema';
import { isDeepStrictEqual } from 'node:util';
import type { Call, House } from '../house.js';
import { activeStatuses, readJob, saveJob } from '../jobs/find-job.js';
import { insertJob } from '../jobs/insert-job.js';
import { readFacts, type Trouble } from './engine-facts.js';
import { readSession, saveSession } from './find-session.js';
import { countDue, isAtWork } from './hand-out.js';
import { stopSession } from './run-session.js';

/** Processors of a worker, where there are enough for all. */
const usualProcessors = 4;
/** Workers that end so often without finishing anything cannot work here. */
const mostFailures = 10;

/**
 * Keeps as many worker jobs as a running session wants, notes how they stand in its record, and stops those it no longer
 * wants. Inside a transaction; says whether the queue has something to do.
 */
export function keepWorkers(house: House, session: Session): boolean {
  const jobs = Object.keys(session.phase_one_workers).flatMap((uid) => readJob(house, session.project_uid, uid) ?? []);
  const { phase_one_gpus: units, phase_one_workers_per_gpu: perUnit } = session.compute_resources;
  const { phase_one_lane: lane } = session.compute_resources;
  const isElsewhere = ({ status, queued_to_lane: own }: Job): boolean => activeStatuses.has(status) && own !== lane;
  // What waits in a lane that is no longer wanted is queued anew; what works there ends with the exposure in hand.
  for (const job of jobs) if (isElsewhere(job)) unqueue(house, job);
  const moved = jobs.filter(isElsewhere).map(({ uid }) => uid);
  const stopping = new Set([...session.phase_one_workers_soft_kill, ...moved]);
  const plan = isAtWork(session)
    ? planWorkers(
        jobs.map(({ uid, status }) => ({ uid, status, stopping: stopping.has(uid) })),
        {
          wanted: wantedBy(house, session),
          waiting: countDue(house, session),
          onDemand: session.phase_one_wait_for_exposures,
        },
      )
    : { restart: [], create: 0, stop: [] };
  const own = new Map(jobs.map((job) => [job.uid, job]));
  if (!isAtWork(session)) for (const job of jobs) unqueue(house, job);
  if (plan.restart.length + plan.create > 0 && areFailing(jobs)) {
    stopSession(house, session, describeFailing(house, jobs));
    return false;
  }
  const processors = processorsOf(house, session, units * perUnit);
  for (const uid of plan.restart) {
    const job = own.get(uid);
    if (job !== undefined) queueWorker(house, session, job, processors);
  }
  for (let i = 0; i < plan.create; i++) {
    const job = createWorker(house, session, processors);
    if (job === null) break;
    own.set(job.uid, job);
  }
  const latest = readSession(house, session) ?? session;
  const workers = Object.fromEntries(
    Array.from(own, ([uid, job]): [string, RtpWorkerState] => [uid, { status: job.status, errors: job.errors_run }]),
  );
  const soft = [...new Set([...stopping, ...plan.stop])].filter((uid) => !plan.restart.includes(uid));
  if (!isDeepStrictEqual([workers, soft], [latest.phase_one_workers, latest.phase_one_workers_soft_kill])) {
    latest.phase_one_workers = workers;
    latest.phase_one_workers_soft_kill = soft;
    saveSession(house, latest);
  }
  return plan.restart.length + plan.create > 0;
}

/** What is restored is known beforehand: its workers end when nothing is left. */
function wantedBy(house: House, session: Session): number {
  const { phase_one_gpus: units, phase_one_workers_per_gpu: perUnit } = session.compute_resources;
  if (session.status !== 'restoring') return units * perUnit;
  return Math.min(units * perUnit, countDue(house, session) + house.store.exposures.inHand(session).length);
}

function areFailing(jobs: readonly Job[]): boolean {
  const standing = (job: Job): number => job.errors_run.filter(({ warning }) => !warning).length;
  return jobs.some((job) => job.status === 'failed' && standing(job) >= mostFailures);
}

function describeFailing(house: House, jobs: readonly Job[]): Trouble {
  const last = jobs.find(({ status }) => status === 'failed')?.errors_run.at(-1)?.message ?? '';
  const sentence = `Workers end again and again: ${last.split('\n')[0] ?? ''} Start the session again when that is mended.`;
  return { type: 'workers_failing', loc: ['phase_one_workers'], input: null, sentence, at: house.now().toISOString() };
}

/** What has not begun when its session pauses need not begin. */
function unqueue(house: House, job: Job): void {
  if (job.status !== 'queued') return;
  Object.assign(job, { status: 'building', queued_at: null, queue_status: null, queue_message: null });
  saveJob(house, job);
}

/** A share of the lane's processors, so that all workers find room. A cluster has as many as are asked for. */
function processorsOf({ store }: House, { compute_resources: compute }: Session, workers: number): number {
  const nodes = store.targets
    .all()
    .flatMap(({ target }) =>
      target.lane === compute.phase_one_lane && target.config.type === 'node' ? [target.config] : [],
    );
  if (nodes.length === 0) return usualProcessors;
  const all = nodes.reduce((sum, { resource_slots: slots }) => sum + slots.CPU.length, 0);
  const most = Math.max(...nodes.map(({ resource_slots: slots }) => slots.CPU.length));
  return Math.max(1, Math.min(usualProcessors, most, Math.floor(all / Math.max(1, workers))));
}

function createWorker(house: House, session: Session, processors: number): Job | null {
  const { started_by: userId } = readFacts(house, session);
  const caller = userId === null ? null : house.store.users.get(userId);
  // Whoever started the session is gone: nobody's rights are left to work with.
  if (caller === null) return null;
  const call: Call = { ...house, caller, address: '' };
  const job = insertJob(call, {
    project_uid: session.project_uid,
    workspace_uids: [session.uid],
    type: 'rtp_worker',
    title: `Live worker of ${session.session_uid}`,
    description: '',
    params: { session_uid: session.session_uid, compute_num_cpus: processors },
    created_by_job_uid: null,
  });
  queueWorker(house, session, job, processors);
  return job;
}

function queueWorker(house: House, session: Session, job: Job, processors: number): void {
  const { started_by: userId } = readFacts(house, session);
  job.spec.params = { ...job.spec.params, compute_num_cpus: processors };
  job.spec.resource_spec = { ...job.spec.resource_spec, cpu: processors };
  Object.assign(job, {
    status: 'queued',
    queued_at: house.now().toISOString(),
    queued_by_user_id: userId,
    queued_to_lane: session.compute_resources.phase_one_lane,
    queued_to_hostname: null,
    queued_to_gpu: null,
    queue_status: 'actively_queued',
    queue_message: null,
    priority: session.compute_resources.priority,
    resources_allocated: null,
  } satisfies Partial<Job>);
  saveJob(house, job);
}
