import { checkClusterTemplates } from '@vitreous/scheduler';
import type { Job, SchedulerLane, SchedulerTarget, User } from '@vitreous/schema';
import { callerOf, isAdmin, type Call } from '../house.js';
import { firstLane } from '../lanes/first-lane.js';
import { conflict, forbidden, invalid } from '../problem.js';

export interface QueueWish {
  readonly lane: string | undefined;
  readonly hostname: string | undefined;
  readonly gpus: readonly number[];
}

/** Where a job is queued to. @throws Problem 403 for a lane that is not the caller's, 422 for what there is not. */
export function chooseLane(call: Call, job: Job, { lane: named, hostname, gpus }: QueueWish): SchedulerLane {
  const { store } = call;
  const targets = store.targets.all().map(({ target }) => target);
  const home = hostname === undefined ? undefined : targets.find((target) => isNamed(target, hostname))?.lane;
  const lane = findWanted(call, named ?? home);
  const fitting = targets.filter(
    (target) => target.lane === lane.name && (hostname === undefined || isNamed(target, hostname)),
  );
  if (hostname !== undefined && fitting.length === 0) {
    throw invalid('query', 'hostname', `Lane ${lane.name} has no such target.`, hostname.slice(0, 100));
  }
  if (gpus.length > 0) requireGpus(job, lane, fitting, gpus);
  for (const { config, name } of fitting) {
    if (config.type !== 'cluster') continue;
    const given = { ...config.custom_vars, ...job.cluster_job_custom_vars };
    const missing = checkClusterTemplates(config).custom_var_names.filter((one) => !(one in given));
    if (missing.length === 0) continue;
    throw conflict(
      `Cluster ${name} needs values for ${missing.join(', ')}: give them with the job (cluster_vars), or ask an administrator to.`,
    );
  }
  return lane;
}

/** Lanes that a person may queue to; a list that is empty means all of them. */
export function mayUse(user: User, lane: string): boolean {
  return isAdmin(user) || user.lanes.length === 0 || user.lanes.includes(lane);
}

/** @throws Problem 403 when the caller may not queue to this lane. */
export function requireLane(call: Call, lane: string): void {
  const caller = callerOf(call);
  if (mayUse(caller, lane)) return;
  throw forbidden(`You may not queue to lane ${lane}; yours: ${caller.lanes.join(', ')}.`);
}

function findWanted(call: Call, named: string | undefined): SchedulerLane {
  const { lanes } = call.store;
  if (named !== undefined) {
    const lane = lanes.get(named);
    if (lane === null) throw invalid('query', 'lane', 'There is no such lane.', named.slice(0, 100));
    requireLane(call, named);
    return lane;
  }
  const allowed = lanes.all().filter(({ name }) => mayUse(callerOf(call), name));
  const lane = allowed.find(({ name }) => name === firstLane) ?? allowed[0];
  if (lane === undefined) throw conflict('There is no lane that you may queue to: an administrator can add one.');
  return lane;
}

function requireGpus(
  job: Job,
  lane: SchedulerLane,
  targets: readonly SchedulerTarget[],
  gpus: readonly number[],
): void {
  const refuse = (msg: string): never => {
    throw invalid('query', 'gpus', msg, gpus);
  };
  if (lane.type === 'cluster') refuse(`Lane ${lane.name} is a cluster, which chooses GPUs itself.`);
  if (new Set(gpus).size !== gpus.length) refuse('A GPU is named twice.');
  const wanted = job.spec.resource_spec.gpu;
  if (wanted > 0 && gpus.length !== wanted) refuse(`${job.uid} needs ${wanted} of them.`);
  const offered = targets.map(({ name, config }) => ({
    name,
    list: config.type === 'node' ? config.resource_slots.GPU : [],
  }));
  if (offered.some(({ list }) => gpus.every((one) => list.includes(one)))) return;
  refuse(`These are offered: ${offered.map(({ name, list }) => `${name} ${list.join(', ') || 'none'}`).join('; ')}.`);
}

const isNamed = (target: SchedulerTarget, hostname: string): boolean =>
  [target.hostname, target.name].includes(hostname);
