import { restoringStages } from '@vitreous/live';
import type { Session } from '@vitreous/schema';
import { among, equals, type Condition, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { activeStatuses, readJob } from '../jobs/find-job.js';
import { postNotification, updateNotification } from '../notifications/post.js';
import { changeFacts, readFacts } from './engine-facts.js';
import { readSession, saveSession } from './find-session.js';
import { compactedBytes, describeData, measureData } from './measure-session.js';

/** Reasons of single exposures that are told. */
const mostReasons = 3;

/**
 * What a compaction removed begins to be made again, inside a transaction that saves the session. Workers do it, each
 * exposure with its own parameters and from its own picks.
 */
export function beginRestoration(house: House, session: Session, userId: string): void {
  const at = house.now().toISOString();
  const { store } = house;
  const present = equals('deleted', false);
  const anew = { in_progress: false, worker_juid: null, lease_until: null, not_before: null, deaths: 0 };
  const again = { ...anew, failed: false, fail_count: 0 };
  store.exposures.changeMany(session, [...present, ...among('stage', restoringStages)], again, at);
  const compacted = [...present, ...equals('stage', 'compacted')];
  store.exposures.changeMany(session, compacted, { ...again, stage: 'restoring' }, at);
  const { _id } = postNotification(house, {
    user_id: userId,
    project_uid: session.project_uid,
    message: `Restoring ${session.session_uid}`,
    status: 'primary',
    progress_pct: 0,
    ttl_seconds: null,
  });
  session.status = 'restoring';
  session.restoration_notification_id = _id;
  session.restoration_user_id = userId;
  const { micrographs, thumbnails, particles, metadata } = session.data_management;
  session.pre_restoration_size = micrographs.size + thumbnails.size + particles.size + metadata.size;
  session.phase_one_workers_soft_kill = [];
  changeFacts(house, session, { trouble: null, started_by: userId });
  // A worker that was killed in an earlier run is not held against this one.
  for (const uid of Object.keys(session.phase_one_workers)) {
    if (readJob(house, session.project_uid, uid)?.status === 'killed')
      Reflect.deleteProperty(session.phase_one_workers, uid);
  }
}

/** A restoration ends before it is done; it can be begun again, and goes on with what is left. Inside a transaction. */
export function failRestoration(house: House, session: Session, reason: string): void {
  const sentence = `Restoring ${session.session_uid} failed: ${reason}`;
  const at = house.now().toISOString();
  session.status = 'restoration_failed';
  session.failed_at.push(at);
  session.phase_one_workers_soft_kill = Object.keys(session.phase_one_workers);
  changeFacts(house, session, {
    trouble: { type: 'restoration_failed', loc: ['status'], input: null, sentence, at },
  });
  saveSession(house, session);
  if (session.restoration_notification_id === null) return;
  updateNotification(house, session.restoration_notification_id, { message: sentence, status: 'danger' });
}

/** Follows restorations: tells how far they are, and ends them. */
export function createRestorations(house: House): (key: SessionKey) => void {
  const told = new Map<string, number>();
  const ending = new Set<string>();
  return (key) => {
    const name = `${key.project_uid} ${key.session_uid}`;
    const session = readSession(house, key);
    if (session?.status !== 'restoring' || ending.has(name)) return;
    const { left, failed } = countLeft(house, session);
    const all = Math.max(1, session.compacted_exposures_count);
    const percent = Math.min(99, Math.floor((100 * (all - left - failed)) / all));
    if (told.get(name) !== percent && session.restoration_notification_id !== null) {
      told.set(name, percent);
      updateNotification(house, session.restoration_notification_id, { progress_pct: percent });
    }
    const workers = Object.keys(session.phase_one_workers).flatMap(
      (uid) => readJob(house, session.project_uid, uid) ?? [],
    );
    const isBusy = workers.some(({ status }) => activeStatuses.has(status));
    if (left > 0) {
      const isKilled = workers.length > 0 && workers.every(({ status }) => status === 'killed');
      if (isKilled) {
        house.store.transact(() => {
          failRestoration(house, session, 'its workers were killed.');
        });
      }
      return;
    }
    // What is measured must not change meanwhile.
    if (isBusy) return;
    ending.add(name);
    house.inBackground(`Ending the restoration of ${key.session_uid}`, async () => {
      await endRestoration(house, key).finally(() => {
        ending.delete(name);
        told.delete(name);
      });
    });
  };
}

async function endRestoration(house: House, key: SessionKey): Promise<void> {
  const before = readSession(house, key);
  if (before === null) return;
  const measured = await measureData(house, before);
  house.store.transact(() => {
    const session = readSession(house, key);
    if (session?.status !== 'restoring') return;
    const { failed } = countLeft(house, session);
    if (failed > 0) {
      failRestoration(house, session, `${failed} exposures could not be restored. ${reasonsOf(house, session)}`);
      return;
    }
    session.status = readFacts(house, session).compaction?.status_before ?? 'paused';
    session.data_management = describeData(session, measured);
    session.last_restored_at = house.now().toISOString();
    session.last_restored_amount = compactedBytes(measured);
    session.compacted_exposures_count = 0;
    changeFacts(house, session, { compaction: null, trouble: null });
    saveSession(house, session);
    if (session.restoration_notification_id === null) return;
    updateNotification(house, session.restoration_notification_id, {
      message: `${session.session_uid} is restored: ${Math.round(session.last_restored_amount / 1e6)} MB.`,
      progress_pct: 100,
      status: 'success',
      ttl_seconds: 7,
    });
  });
  house.wakeMirror();
}

const beingRestored = (session: SessionKey): Condition[] => [
  ...equals('project_uid', session.project_uid),
  ...equals('session_uid', session.session_uid),
  ...equals('deleted', false),
  ...among('stage', restoringStages),
];

function countLeft({ store }: House, session: SessionKey): { left: number; failed: number } {
  const isFailed = [...beingRestored(session), ...equals('failed', true)];
  const failed = store.exposures.count(isFailed);
  return { left: store.exposures.count(beingRestored(session)) - failed, failed };
}

function reasonsOf({ store }: House, session: SessionKey): string {
  const some = store.exposures.find([...beingRestored(session), ...equals('failed', true)], { limit: mostReasons });
  return some.map(({ uid, fail_reason }) => `Exposure ${uid}: ${fail_reason}`).join(' ');
}
