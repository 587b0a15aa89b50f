import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findJobDefinition } from '@vitreous/jobs';
import { createScheduler, type Scheduler } from '@vitreous/scheduler';
import { version } from '@vitreous/schema';
import { openStore, type Store } from '@vitreous/store';
import { createRecentLines } from './diagnostics/recent-lines.js';
import type { House, Log } from './house.js';
import { createLiveEngine, type LiveEngine } from './live/live-engine.js';
import { resumeAfterStop } from './projects/delete-project.js';
import { keepSizes } from './projects/keep-sizes.js';
import { createExposureMirror } from './live/mirror-exposures.js';
import { createMirror } from './projects/mirror.js';
import { createLogMirror } from './projects/mirror-logs.js';
import { makeFirstLane } from './lanes/first-lane.js';
import { createInteractions } from './queue/interactions.js';
import { createJobSource, jobKind } from './queue/job-source.js';
import { holdForMaintenance } from './queue/maintenance.js';
import { readPollMs } from './queue/poll-setting.js';
import { addressFor, type Listening } from './queue/worker-address.js';

/** Name of the database in a data directory. */
export const databaseName = 'vitreous.db';

export interface OpenHouse {
  readonly house: House;
  readonly scheduler: Scheduler;
  readonly sessions: LiveEngine;
  /** Finishes background work and closes the database. */
  readonly close: () => Promise<void>;
}

export function openDatabase(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return openStore(join(dataDir, databaseName), {
    categoryOf: (type) => findJobDefinition(type)?.category ?? 'utilities',
  });
}

/** Opens the data directory and starts what works in the background. */
export function openHouse(dataDir: string, log: Log, listening: () => Listening): OpenHouse {
  const store = openDatabase(dataDir);
  let instanceUid = readInstanceUid(store);
  const mirror = createMirror(store, log, version);
  const logs = createLogMirror(store, log);
  const exposures = createExposureMirror(store, log);
  const background = new Set<Promise<void>>();
  const stopping = new AbortController();
  const house: House = {
    store,
    log,
    version,
    get instanceUid() {
      return instanceUid;
    },
    renameInstance: (uid) => {
      instanceUid = uid;
    },
    dataDir: resolve(dataDir),
    port: () => listening().port,
    now: () => new Date(),
    wakeMirror: () => {
      mirror.wake();
      logs.wake();
      exposures.wake();
    },
    flushMirror: async () => {
      await mirror.flush();
      await logs.flush();
      await exposures.flush();
    },
    wakeQueue: () => {
      scheduler.wake();
    },
    wakeSessions: () => {
      sessions.wake();
    },
    forgetScans: (session) => {
      sessions.forgetScans(session);
    },
    endWorker: (projectUid, jobUid) => {
      scheduler.end(jobKind, projectUid, jobUid);
    },
    recentLines: createRecentLines(),
    interactions: createInteractions(),
    inBackground: (what, work) => {
      const running = work(stopping.signal)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error({ err: error }, `${what} failed`);
        })
        .finally(() => background.delete(running));
      background.add(running);
    },
  };
  const scheduler = createScheduler({
    store,
    log,
    now: () => house.now(),
    sources: [createJobSource(house)],
    addressFor: (target) => addressFor(store, listening(), target),
    holdAll: () => holdForMaintenance(store),
    askEvery: () => readPollMs(store),
  });
  makeFirstLane(house);
  resumeAfterStop(house);
  house.wakeMirror();
  const sessions = createLiveEngine(house);
  const stopMeasuring = keepSizes(house);
  return {
    house,
    scheduler,
    sessions,
    close: async () => {
      await scheduler.close();
      await sessions.close();
      stopMeasuring();
      stopping.abort();
      await Promise.all(background);
      logs.close();
      exposures.close();
      await house.flushMirror();
      store.close();
    },
  };
}

function readInstanceUid(store: Store): string {
  return store.transact(() => {
    const known = store.settings.get('internal instance_uid');
    if (typeof known === 'string') return known;
    const uid = randomUUID();
    store.settings.set('internal instance_uid', uid);
    return uid;
  });
}
