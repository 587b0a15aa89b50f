import { hostname as ownHostname } from 'node:os';
import { isAbsolute } from 'node:path';
import { checkClusterTemplates, checkNodeProgram } from '@vitreous/scheduler';
import type { SchedulerLane, SchedulerTarget, SchedulerTargetCluster, SchedulerTargetNode } from '@vitreous/schema';
import { equals, type Store } from '@vitreous/store';
import { conflict, invalid, notFound } from '../problem.js';
import { workerCommand } from '../queue/worker-command.js';
import { lookAt } from './node-targets.js';

/** Jobs named in a refusal. */
const mostNamed = 5;

/** Makes a lane, or changes the one of this name. @throws Problem 409 when that is of the other type. */
export function saveLane(store: Store, lane: SchedulerLane): SchedulerLane {
  requireName('name', lane.name);
  return store.transact(() => {
    requireType(store.lanes.get(lane.name), lane.type);
    store.lanes.save(lane);
    return lane;
  });
}

export function findLane(store: Store, name: string): SchedulerLane {
  const lane = store.lanes.get(name);
  if (lane === null) throw notFound(`Lane ${name.slice(0, 100)}`);
  return lane;
}

/** Removes a lane with its targets. @throws Problem 404, or 409 while jobs wait in it; what runs goes on. */
export function removeLane(store: Store, name: string): void {
  store.transact(() => {
    findLane(store, name);
    const waiting = store.jobs
      .find([...equals('status', 'queued'), ...equals('deleted', false)])
      .filter((job) => job.queued_to_lane === name);
    if (waiting.length > 0) {
      const named = waiting.slice(0, mostNamed).map((job) => `${job.project_uid} ${job.uid}`);
      const more = waiting.length > mostNamed ? ` and ${waiting.length - mostNamed} more` : '';
      throw conflict(`${named.join(', ')}${more} are queued to lane ${name}: kill or clear them first.`);
    }
    for (const { target } of store.targets.all()) if (target.lane === name) store.targets.remove(target.name);
    store.lanes.remove(name);
  });
}

export function findTarget(store: Store, name: string): SchedulerTarget {
  const record = store.targets.get(name);
  if (record === null) throw notFound(`Target ${name.slice(0, 100)}`);
  return record.target;
}

/**
 * Adds a node, or changes the one of this name, after a look at it.
 *
 * @param gpu false leaves its GPUs out.
 * @throws Problem, or UserError when the node cannot be reached or has no program to run workers with.
 */
export async function saveNode(store: Store, wanted: SchedulerTargetNode, gpu: boolean): Promise<SchedulerTarget> {
  requireTarget(wanted);
  const { config, hostname, worker_bin_path } = wanted;
  requireType(store.lanes.get(wanted.lane), 'node');
  if (config.ssh_str.trim() === '' && hostname !== ownHostname()) {
    const sentence = `It must say how ${hostname} is reached, as in "ssh me@${hostname}": this machine is ${ownHostname()}.`;
    throw invalid('body', 'ssh_str', sentence, config.ssh_str);
  }
  if (worker_bin_path !== '' && !isAbsolute(worker_bin_path)) {
    throw invalid('body', 'worker_bin_path', 'Expected an absolute path, or nothing.', worker_bin_path.slice(0, 200));
  }
  await checkNodeProgram(wanted, workerCommand(wanted));
  const record = await lookAt(wanted, null, gpu);
  store.transact(() => {
    requireType(store.lanes.get(wanted.lane), 'node');
    if (store.targets.get(wanted.name)?.target.config.type === 'cluster') throw taken(wanted.name, 'cluster');
    makeLane(store, wanted.lane, 'node', wanted.lane);
    store.targets.save(record);
  });
  return record.target;
}

/** Adds a cluster, or changes the one of this name. @throws Problem, or UserError for a template that is none. */
export function saveCluster(store: Store, wanted: SchedulerTargetCluster): SchedulerTargetCluster {
  requireTarget(wanted);
  const target = { ...wanted, config: { ...wanted.config, ...checkClusterTemplates(wanted.config) } };
  store.transact(() => {
    requireType(store.lanes.get(wanted.lane), 'cluster');
    if (store.targets.get(wanted.name)?.target.config.type === 'node') throw taken(wanted.name, 'node');
    makeLane(store, wanted.lane, 'cluster', wanted.title);
    store.targets.save({ name: target.name, target, found: null });
  });
  return target;
}

/** Removes a target; a cluster's lane goes with its last target. What runs there goes on. */
export function removeTarget(store: Store, name: string, type: SchedulerLane['type']): void {
  store.transact(() => {
    const target = findTarget(store, name);
    if (target.config.type !== type) throw notFound(`${type === 'node' ? 'Node' : 'Cluster'} ${name}`);
    const alone = store.targets.all().every((record) => record.name === name || record.target.lane !== target.lane);
    if (type === 'cluster' && alone) removeLane(store, target.lane);
    store.targets.remove(name);
  });
}

/** Changes a target in one transaction. */
export function changeTarget<Target extends SchedulerTarget>(
  store: Store,
  name: string,
  change: (target: SchedulerTarget) => Target,
): Target {
  return store.transact(() => {
    const record = store.targets.get(name);
    if (record === null) throw notFound(`Target ${name.slice(0, 100)}`);
    const target = change(record.target);
    store.targets.save({ ...record, target });
    return target;
  });
}

/** A lane of this name and type, made where there is none. @throws Problem 409 for one of the other type. */
export function makeLane(store: Store, name: string, type: SchedulerLane['type'], title: string): void {
  requireName('lane', name);
  const lane = store.lanes.get(name);
  requireType(lane, type);
  if (lane === null) store.lanes.save({ name, type, title, desc: null });
}

export function requireCachePath(path: string | null): void {
  if (path === null || (isAbsolute(path) && path.length < 4000 && !/[\0-\x1f]/.test(path))) return;
  throw invalid('body', 'value', 'Expected an absolute path, or nothing.', path.slice(0, 200));
}

function requireTarget(target: SchedulerTarget): void {
  requireName('name', target.name);
  requireName('lane', target.lane);
  requireName('hostname', target.hostname);
  requireCachePath(target.cache_path);
  if (/[\0-\x1f]/.test(target.worker_bin_path)) {
    throw invalid('body', 'worker_bin_path', 'Expected a path.', target.worker_bin_path.slice(0, 200));
  }
}

function requireName(field: string, name: string): void {
  if (/^[\w][\w .:@-]{0,99}$/.test(name)) return;
  throw invalid(
    'body',
    field,
    'Expected 1 to 100 letters, digits, spaces and . : @ - _, no space first.',
    name.slice(0, 200),
  );
}

function requireType(lane: SchedulerLane | null, type: SchedulerLane['type']): void {
  if (lane === null || lane.type === type) return;
  throw conflict(`Lane ${lane.name} is of type ${lane.type}: its targets cannot be of type ${type}.`);
}

function taken(name: string, type: SchedulerLane['type']): Error {
  return conflict(`There is a ${type} ${name} already: choose another name, or remove it first.`);
}
