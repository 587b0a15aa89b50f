import type { SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { readSession } from './find-session.js';
import { refreshData } from './measure-session.js';

/** What the data of running sessions take on disk is measured so often. */
const measureMs = 15 * 60_000;

/** Keeps what sessions say of the size of their data right: measured when they stop, and now and then while they run. */
export interface DataKeeper {
  /** Measures what is due. @param running the sessions that run. */
  look(running: () => readonly SessionKey[]): void;
  close(): void;
}

export function createDataKeeper(house: House): DataKeeper {
  const changed = new Map<string, SessionKey>();
  const statuses = new Map<string, string>();
  const busy = new Set<string>();
  let last = house.now().getTime();
  const nameOf = ({ project_uid, session_uid }: SessionKey): string => `${project_uid} ${session_uid}`;
  const close = house.store.onChange((changes) => {
    for (const { kind, project_uid, session_uid } of changes) {
      if (kind !== 'session' || session_uid === null) continue;
      const key = { project_uid, session_uid };
      changed.set(nameOf(key), key);
    }
  });
  const measure = (key: SessionKey): void => {
    const name = nameOf(key);
    if (busy.has(name)) return;
    busy.add(name);
    house.inBackground(`Measuring the data of ${name}`, () =>
      refreshData(house, key).finally(() => {
        busy.delete(name);
      }),
    );
  };
  return {
    look: (running) => {
      for (const [name, key] of changed) {
        const session = readSession(house, key);
        const before = statuses.get(name);
        if (session === null) statuses.delete(name);
        else statuses.set(name, session.status);
        const hasStopped = session?.status === 'paused' || session?.status === 'completed';
        if (hasStopped && session.status !== before && session.stats.total_exposures > 0) measure(key);
      }
      changed.clear();
      const now = house.now().getTime();
      if (now - last < measureMs) return;
      last = now;
      for (const key of running()) measure(key);
    },
    close,
  };
}
