import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findJobDefinition } from '@vitreous/jobs';
import { version } from '@vitreous/schema';
import { openStore, type Store } from '@vitreous/store';
import type { House, Log } from './house.js';
import { resumeAfterStop } from './projects/delete-project.js';
import { createMirror } from './projects/mirror.js';
import { createQueue, type Queue } from './queue/queue.js';

/** Name of the database in a data directory. */
export const databaseName = 'vitreous.db';

export interface OpenHouse {
  readonly house: House;
  readonly queue: Queue;
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
export function openHouse(dataDir: string, log: Log, port: () => number): OpenHouse {
  const store = openDatabase(dataDir);
  let instanceUid = readInstanceUid(store);
  const mirror = createMirror(store, log, version);
  const background = new Set<Promise<void>>();
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
    port,
    now: () => new Date(),
    wakeMirror: () => {
      mirror.wake();
    },
    flushMirror: () => mirror.flush(),
    wakeQueue: () => {
      queue.wake();
    },
    endWorker: (projectUid, jobUid) => {
      queue.endWorker(projectUid, jobUid);
    },
    inBackground: (what, work) => {
      const running = work()
        .catch((error: unknown) => {
          log.error({ err: error }, `${what} failed`);
        })
        .finally(() => background.delete(running));
      background.add(running);
    },
  };
  const queue = createQueue(house);
  resumeAfterStop(house);
  mirror.wake();
  return {
    house,
    queue,
    close: async () => {
      queue.close();
      await Promise.all(background);
      await mirror.flush();
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
