import { createHash, randomBytes } from 'node:crypto';
import { sentenceOf } from '@vitreous/errors';
import type { AllocatedResources, SchedulerTarget } from '@vitreous/schema';
import type { Store, TaskRecord } from '@vitreous/store';
import { isHere } from './nodes/node-shell.js';
import { clusterPlace } from './places/cluster.js';
import { distantNode } from './places/distant-node.js';
import { createHere } from './places/here.js';
import { Unavailable, type Place } from './places/place.js';
import { removeTaskFile, taskFilePrefix } from './places/task-file.js';
import { planStarts } from './plan-starts.js';
import type { ClusterNews, Demand, StartOrder, WaitReason, WorkSource } from './work.js';

/** How long the scheduler waits for what, ms. */
export interface Pace {
  /** Between looks at the queue, when nothing wakes it. */
  readonly tick: number;
  /** Between questions to nodes and clusters about a worker. */
  readonly ask: number;
  /** A worker that says nothing for so long is asked after. */
  readonly quiet: number;
  /** One that says nothing for so long is taken for dead. */
  readonly silence: number;
  /** How long a worker that was told to end may take before it is made to: on this machine, and elsewhere. */
  readonly grace: number;
  readonly distantGrace: number;
  /** How long a place that could not be used is left alone. */
  readonly pause: number;
  /** A worker that cannot be ended for so long is given up. */
  readonly patience: number;
}

export const usualPace: Pace = {
  tick: 1000,
  ask: 10_000,
  quiet: 30_000,
  silence: 180_000,
  grace: 5000,
  distantGrace: 30_000,
  pause: 60_000,
  patience: 600_000,
};
/** How often a cluster may refuse something in a row before it fails. */
const mostRefusals = 3;

interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SchedulerParts {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  readonly sources: readonly WorkSource[];
  /** Where workers on a target reach the server; a reason when they cannot. */
  readonly addressFor: (target: SchedulerTarget) => { readonly url: string } | { readonly reason: string };
  /** Why nothing may start at all, such as maintenance; null when things may. */
  readonly holdAll: () => WaitReason | null;
  /** Between questions to nodes and clusters, ms, where an administrator has said so. */
  readonly askEvery?: () => number | null;
  readonly pace?: Pace;
}

/** Starts what waits as resources allow, follows it, and notices how it ends. What runs where stands in the database. */
export interface Scheduler {
  /** Something changed: look again. */
  wake(): void;
  /** Ends the worker of something that is over: it is told first and then made to. Its resources are free when it is gone. */
  end(kind: string, projectUid: string, uid: string): void;
  /** The worker has said that it is done: its token counts no more, and it has a moment to go. */
  finish(task: TaskRecord): void;
  /** Stops looking; workers live on. */
  close(): Promise<void>;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { store, log, sources, pace = usualPace } = parts;
  const sourceOf = new Map(sources.map((source) => [source.kind, source]));
  /** Targets that could not be used, by name. */
  const closedTargets = new Map<string, { reason: string; until: number }>();
  const refusals = new Map<string, number>();
  /** Tasks that a command is under way for, by the hash of their token. */
  const busy = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const asked = new Map<string, number>();
  /** Tasks whose workers were told to end, or have said that they do. */
  const told = new Set<string>();
  /** Tasks that were found gone once. */
  const missed = new Set<string>();
  let closed = false;
  let woken = false;

  const wake = (): void => {
    if (woken || closed) return;
    woken = true;
    setImmediate(tick);
  };
  const here = createHere(wake);
  const placeOf = ({ target }: AllocatedResources): Place =>
    target?.config.type === 'cluster' ? clusterPlace : target === null || isHere(target) ? here : distantNode;
  const millis = (): number => parts.now().getTime();

  const tick = (): void => {
    woken = false;
    if (closed) return;
    try {
      for (const task of store.tasks.all()) if (!busy.has(task.token_hash)) follow(task);
      startDue();
    } catch (error) {
      log.error({ err: error }, 'The queue could not be worked on');
    }
  };
  const timer = setInterval(tick, pace.tick);
  timer.unref();

  /** Does something about a task that takes time; nothing else is done about it meanwhile. */
  const run = (tokenHash: string, work: () => Promise<void>): void => {
    busy.add(tokenHash);
    const running = work()
      .catch((error: unknown) => {
        log.error({ err: error }, 'A worker could not be looked after');
      })
      .finally(() => {
        busy.delete(tokenHash);
        underWay.delete(running);
      });
    underWay.add(running);
  };

  const startDue = (): void => {
    const waiting = sources.flatMap((source) => source.waiting().map((demand) => ({ ...demand, source })));
    if (waiting.length === 0) return;
    const tasks = store.tasks.all();
    const ending = new Set(tasks.filter((task) => task.ending_at !== null).map(keyOf));
    const held = parts.holdAll();
    const ready = waiting.map((demand) => ({
      ...demand,
      heldBack:
        demand.heldBack ??
        held ??
        (ending.has(keyOf({ ...demand, kind: demand.source.kind }))
          ? ({ status: 'actively_queued', message: 'Waiting for the end of its earlier worker' } as const)
          : null),
    }));
    const targets = store.targets.all().map(({ target }) => target);
    const plan = planStarts({
      waiting: ready,
      held: tasks.map(({ given }) => given),
      targets,
      closed: listClosed(targets),
    });
    for (const { demand, reason } of plan.waits) demand.source.wait(demand, reason);
    for (const { demand, given } of plan.starts) {
      try {
        start(demand.source, demand, given);
      } catch (error) {
        // The others behind it go on.
        log.error({ err: error, project: demand.project_uid, uid: demand.uid }, 'Something cannot be started');
        const message = 'It cannot be started, for a reason that stands in the log of the server.';
        demand.source.wait(demand, { status: 'waiting_resources', message });
      }
    }
  };

  const listClosed = (targets: readonly SchedulerTarget[]): Map<string, string> => {
    const list = new Map<string, string>();
    for (const target of targets) {
      const address = parts.addressFor(target);
      if ('reason' in address) list.set(target.name, address.reason);
      const refused = closedTargets.get(target.name);
      if (refused === undefined) continue;
      if (refused.until > millis()) list.set(target.name, refused.reason);
      else closedTargets.delete(target.name);
    }
    return list;
  };

  const start = (source: WorkSource, demand: Demand, given: AllocatedResources): void => {
    const { target } = given;
    const address = target === null ? null : parts.addressFor(target);
    if (target === null || address === null || 'reason' in address) return;
    const token = randomBytes(32).toString('base64url');
    const token_hash = createHash('sha256').update(token).digest('hex');
    const { project_uid, uid } = demand;
    const at = parts.now().toISOString();
    const order = store.transact((): StartOrder | null => {
      const begun = source.begin(demand, given);
      if (begun === null) return null;
      const { folder } = begun;
      const times = { launched_at: at, started_at: null, heartbeat_at: at, ending_at: null };
      store.tasks.insert({ token_hash, kind: source.kind, project_uid, uid, given, folder, handle: null, ...times });
      return begun;
    });
    if (order === null) return;
    run(token_hash, async () => {
      const task = store.tasks.find(token_hash);
      if (task === null) return;
      const taskFile = taskFileOf(task);
      try {
        const tell = (news: ClusterNews): void => {
          source.follow(task, news);
        };
        const { url } = address;
        const handle = await placeOf(given).start({ project_uid, uid, given, order, url, token, taskFile, tell });
        store.tasks.setHandle(token_hash, handle);
        refusals.delete(keyOf(task));
        // It may have ended already, or been told to.
        wake();
      } catch (error) {
        refuse(task, target, error);
      }
    });
  };

  /** A worker could not be started: it waits for another try, or fails. */
  const refuse = (task: TaskRecord, target: SchedulerTarget, error: unknown): void => {
    const reason = error instanceof Unavailable ? error.message : (sentenceOf(error) ?? String(error));
    const key = keyOf(task);
    const count = (refusals.get(key) ?? 0) + 1;
    const again = error instanceof Unavailable && (target.config.type === 'node' || count < mostRefusals);
    log.warn({ work: key, target: target.name, reason }, 'A worker could not be started');
    if (again) {
      refusals.set(key, count);
      closedTargets.set(target.name, { reason: `${reason} (tried again soon)`, until: millis() + pace.pause });
      remove(task, () => sourceOf.get(task.kind)?.putBack(task, reason));
    } else {
      refusals.delete(key);
      bury(task, reason);
    }
  };

  /** Forgets a task, whose resources are thereby free. */
  const remove = (task: TaskRecord, also: () => void = () => undefined): void => {
    store.transact(() => {
      // What was told to end meanwhile is its source's business no more.
      if (store.tasks.find(task.token_hash) !== null) also();
      store.tasks.remove(task.token_hash);
    });
    asked.delete(task.token_hash);
    missed.delete(task.token_hash);
    told.delete(task.token_hash);
    removeTaskFile(task.folder, taskFileOf(task));
    wake();
  };

  const bury = (task: TaskRecord, reason: string): void => {
    log.warn({ work: keyOf(task), reason }, 'A worker is gone');
    remove(task, () => sourceOf.get(task.kind)?.lost(task, reason));
  };

  const follow = (task: TaskRecord): void => {
    const { handle, token_hash } = task;
    const now = millis();
    if (handle === null) {
      // Nothing is under way for it: the server went down between the decision and the start.
      if (task.started_at === null) remove(task, () => sourceOf.get(task.kind)?.putBack(task, 'It is started again.'));
      else if (now - Date.parse(task.heartbeat_at) > pace.silence) bury(task, silenceSentence(pace));
      else if (task.ending_at !== null) remove(task);
      return;
    }
    const place = placeOf(task.given);
    const near = place === here;
    const silent = now - Date.parse(task.heartbeat_at);
    const due =
      near || now - (asked.get(token_hash) ?? Date.parse(task.launched_at)) >= (parts.askEvery?.() ?? pace.ask);
    if (!due) return;
    if (task.ending_at !== null) {
      asked.set(token_hash, now);
      run(token_hash, () => seeOff(task, handle, place, now - Date.parse(task.ending_at ?? '')));
    } else if (task.started_at !== null && silent > pace.silence) {
      store.transact(() => {
        sourceOf.get(task.kind)?.lost(task, silenceSentence(pace));
        store.tasks.end(token_hash, parts.now().toISOString());
      });
      wake();
    } else if (near || task.started_at === null || silent > pace.quiet) {
      asked.set(token_hash, now);
      run(token_hash, () => lookAfter(task, handle, place));
    }
  };

  const lookAfter = async (task: TaskRecord, handle: string, place: Place): Promise<void> => {
    const look = await place.look(task, handle).catch((error: unknown) => {
      // A queue that does not answer says nothing of the job.
      log.warn({ work: keyOf(task), reason: String(error) }, 'A worker cannot be asked after');
      return null;
    });
    if (look === null) return;
    if (look.state !== 'gone') {
      missed.delete(task.token_hash);
      const state = look.state === 'pending' ? 'pending' : 'running';
      if (place === clusterPlace) sourceOf.get(task.kind)?.follow(task, { state });
      return;
    }
    // What its worker has said may be on its way still, from another machine.
    if (place !== here && !missed.has(task.token_hash)) missed.add(task.token_hash);
    else bury(task, look.why);
  };

  const tellToEnd = async (task: TaskRecord, handle: string, place: Place): Promise<void> => {
    await place.end(task, handle, false);
    told.add(task.token_hash);
  };

  /** Waits for a worker to be gone, and helps. */
  const seeOff = async (task: TaskRecord, handle: string, place: Place, elapsed: number): Promise<void> => {
    try {
      const look = await place.look(task, handle);
      if (look.state === 'gone') {
        remove(task);
        return;
      }
      if (!told.has(task.token_hash)) await tellToEnd(task, handle, place);
      else if (elapsed > (place === here ? pace.grace : pace.distantGrace)) await place.end(task, handle, true);
    } catch (error) {
      log.warn({ work: keyOf(task), reason: String(error) }, 'A worker that should end cannot be reached');
    }
    if (elapsed > pace.patience && place !== here) {
      log.error({ work: keyOf(task) }, 'A worker could not be ended: its resources are given out again');
      remove(task);
    }
  };

  const end = (kind: string, projectUid: string, uid: string): void => {
    const task = store.tasks
      .all()
      .find((one) => one.kind === kind && one.project_uid === projectUid && one.uid === uid && one.ending_at === null);
    if (task === undefined) return;
    store.tasks.end(task.token_hash, parts.now().toISOString());
    const { handle, token_hash } = task;
    // Of what is under way it hears at the next look.
    asked.set(token_hash, 0);
    if (handle === null || busy.has(token_hash)) return;
    run(token_hash, async () => {
      try {
        await tellToEnd(task, handle, placeOf(task.given));
      } catch (error) {
        log.warn({ work: keyOf(task), reason: String(error) }, 'A worker could not be told to end');
      }
    });
  };

  return {
    wake,
    end,
    finish: (task) => {
      store.tasks.end(task.token_hash, parts.now().toISOString());
      removeTaskFile(task.folder, taskFileOf(task));
      told.add(task.token_hash);
      asked.set(task.token_hash, 0);
      wake();
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

const keyOf = ({ kind, project_uid, uid }: Pick<TaskRecord, 'kind' | 'project_uid' | 'uid'>): string =>
  `${kind} ${project_uid} ${uid}`;

const taskFileOf = ({ token_hash }: TaskRecord): string => `${taskFilePrefix}${token_hash.slice(0, 12)}`;

const silenceSentence = ({ silence }: Pace): string => `The worker has said nothing for ${silence / 1000} s.`;
