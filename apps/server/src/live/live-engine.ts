import { stat, statfs } from 'node:fs/promises';
import { decideAutoPause } from '@vitreous/live';
import { among, equals, type SessionKey } from '@vitreous/store';
import type { Session } from '@vitreous/schema';
import type { House } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { compactSession } from './compaction.js';
import { createDataKeeper } from './data-keeper.js';
import { readFacts } from './engine-facts.js';
import { createFileEngine, type FileEngine } from './file-engine.js';
import { readSession, saveSession } from './find-session.js';
import { countDue } from './hand-out.js';
import { createRestorations } from './restoration.js';
import { startSession, stopSession } from './run-session.js';
import { sendWaiting } from './send-waiting.js';
import { refreshStatistics } from './statistics.js';
import { takeFromTheDead } from './take-back.js';
import { keepWorkers } from './worker-jobs.js';

const tickMs = 1000;
/** Rates change with time alone: they are counted anew so often. */
const ratesMs = 60_000;
/** Counting takes at most one part in so many of the time. */
const countShare = 50;
/** Whether a disk has room again, or a folder is back, is looked at so often. */
const mendMs = 5000;
/** Room that a full disk must have again before a session goes on. */
const roomBytes = 1024 ** 3;

/** Runs what sessions do by themselves: it finds exposures, keeps workers, takes back what the dead had, pauses. */
export interface LiveEngine {
  wake(): void;
  forgetScans(session: SessionKey): void;
  readonly files: FileEngine;
  close(): Promise<void>;
}

export function createLiveEngine(house: House): LiveEngine {
  const files = createFileEngine(house);
  const stale = new Map<string, SessionKey>();
  /** When a session's exposures may be counted again, by its name. */
  const countAgain = new Map<string, number>();
  const followRestoration = createRestorations(house);
  const data = createDataKeeper(house);
  /** Sessions whose webhook is being told something. */
  const sending = new Set<string>();
  let lastRates = 0;
  let lastMend = 0;
  let closed = false;
  let woken = false;

  const stopListening = house.store.onChange((changes) => {
    for (const { kind, project_uid, session_uid } of changes) {
      if (kind === 'exposure' && session_uid !== null) {
        stale.set(`${project_uid} ${session_uid}`, { project_uid, session_uid });
      }
    }
  });

  const tick = (): void => {
    woken = false;
    if (closed) return;
    const now = house.now().getTime();
    for (const session of sessionsOf(house, ['running', 'restoring', 'paused', 'restoration_failed'])) {
      try {
        if (session.status === 'running') work(session);
        else if (session.status === 'restoring') {
          keep(session);
          followRestoration(session);
        } else if (Object.keys(session.phase_one_workers).length > 0) keep(session);
      } catch (error) {
        house.log.error({ err: error, session: session.session_uid }, 'A session could not be worked on');
      }
    }
    if (now - lastRates > ratesMs) {
      lastRates = now;
      for (const session of sessionsOf(house, ['running']))
        stale.set(`${session.project_uid} ${session.session_uid}`, session);
    }
    for (const [name, key] of stale) {
      if (now < (countAgain.get(name) ?? 0)) continue;
      stale.delete(name);
      const begun = performance.now();
      refreshStatistics(house, key);
      countAgain.set(name, now + countShare * (performance.now() - begun));
    }
    data.look(() => sessionsOf(house, ['running']));
    if (now - lastMend > mendMs) {
      lastMend = now;
      sendMessages();
      house.inBackground('Looking whether trouble is mended', () => mend(house));
    }
  };

  const sendMessages = (): void => {
    for (const session of sessionsOf(house, ['running', 'paused', 'completed', 'restoring', 'restoration_failed'])) {
      const name = `${session.project_uid} ${session.session_uid}`;
      if (sending.has(name) || readFacts(house, session).alarm.waiting.length === 0) continue;
      sending.add(name);
      house.inBackground(`Telling the webhook of ${name}`, () =>
        sendWaiting(house, session).finally(() => sending.delete(name)),
      );
    }
  };

  const work = (session: Session): void => {
    files.look(session);
    keep(session);
    pauseIdle(house, session);
  };
  const keep = (session: Session): void => {
    const wanted = house.store.transact(() => {
      takeFromTheDead(house, session, (uid) => readJob(house, session.project_uid, uid));
      const latest = readSession(house, session);
      return latest !== null && keepWorkers(house, latest);
    });
    if (wanted) house.wakeQueue();
  };

  // A compaction that a stop of the server has ended goes on.
  for (const session of sessionsOf(house, ['compacting']))
    house.inBackground(`Compacting ${session.session_uid}`, () => compactSession(house, session));
  const timer = setInterval(tick, tickMs);
  timer.unref();
  return {
    wake: () => {
      if (woken) return;
      woken = true;
      setImmediate(tick);
    },
    files,
    forgetScans: (session) => {
      files.forget(session);
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      stopListening();
      data.close();
      await files.idle();
    },
  };
}

function sessionsOf({ store }: House, statuses: readonly Session['status'][]): Session[] {
  const found = store.workspaces.find([...among('session_status', statuses), ...equals('deleted', false)]);
  return found.filter((one) => one.workspace_type === 'live');
}

function pauseIdle(house: House, { project_uid, session_uid }: SessionKey): void {
  house.store.transact(() => {
    const session = readSession(house, { project_uid, session_uid });
    if (session?.status !== 'running' || session.auto_pause === 'disabled') return;
    const { last_found_at: found } = readFacts(house, session);
    const since = Math.max(Date.parse(found ?? '') || 0, Date.parse(session.running_at.at(-1) ?? '') || 0);
    const streaming = [session.phase2_class2D_job, session.phase2_refine_job].filter((uid) => {
      const job = uid === null ? null : readJob(house, project_uid, uid);
      return job !== null && ['queued', 'launched', 'started', 'running'].includes(job.status);
    });
    const decision = decideAutoPause({
      auto_pause: session.auto_pause,
      auto_pause_after_idle_minutes: session.auto_pause_after_idle_minutes,
      idleMs: house.now().getTime() - since,
      unfinished: countDue(house, session) + house.store.exposures.inHand(session).length,
      streamingAtWork: streaming.length,
    });
    if (decision === 'pause') stopSession(house, session, null);
    else if (session.is_gracefully_pausing !== (decision === 'ending')) {
      session.is_gracefully_pausing = decision === 'ending';
      saveSession(house, session);
    }
  });
}

/** Lets sessions go on that trouble has stopped, when the folder is back or the disk has room. */
async function mend(house: House): Promise<void> {
  for (const session of sessionsOf(house, ['paused'])) {
    const { trouble } = readFacts(house, session);
    if (trouble === null || trouble.type === 'workers_failing') continue;
    const project = house.store.projects.first(equals('uid', session.project_uid));
    if (project === null) continue;
    const mended =
      trouble.type === 'folder_missing'
        ? await stat(String(trouble.input)).then(
            (info) => info.isDirectory(),
            () => false,
          )
        : await statfs(project.project_dir).then(
            ({ bavail, bsize }) => bavail * bsize > roomBytes,
            () => false,
          );
    if (!mended) continue;
    house.store.transact(() => {
      const latest = readSession(house, session);
      // Somebody may have decided otherwise meanwhile.
      if (latest?.status === 'paused' && readFacts(house, latest).trouble !== null) startSession(house, latest, null);
    });
    house.wakeMirror();
  }
}
