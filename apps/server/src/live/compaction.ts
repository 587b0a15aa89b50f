import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sentenceOf, UserError } from '@vitreous/errors';
import { categoryOfFile, compactedCategories } from '@vitreous/live';
import type { Exposure, Session } from '@vitreous/schema';
import { among, equals, type Condition, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { postNotification, updateNotification } from '../notifications/post.js';
import { changeFacts, readFacts, type EngineFacts } from './engine-facts.js';
import { readSession, saveSession } from './find-session.js';
import { compactedBytes, describeData, measureData } from './measure-session.js';
import { findGivenFiles, findOwnFolder, listOwnFiles } from './own-files.js';

/** Exposures that one transaction changes. */
const batch = 200;
/** Progress is told no more often. */
const tellMs = 2000;

/** A session begins to be compacted, inside a transaction that saves it. */
export function beginCompaction(house: House, session: Session, userId: string): void {
  const { _id } = postNotification(house, {
    user_id: userId,
    project_uid: session.project_uid,
    message: `Compacting ${session.session_uid}`,
    status: 'primary',
    progress_pct: 0,
    ttl_seconds: null,
  });
  const status_before = session.status === 'completed' ? 'completed' : 'paused';
  changeFacts(house, session, { compaction: { status_before, size_before: null, notification_id: _id } });
  session.status = 'compacting';
  for (const name of compactedCategories) {
    const data = session.data_management[name];
    session.data_management[name] = { ...data, status: 'deleting', prev_status: data.status };
  }
}

/**
 * Removes micrographs, particle stacks and pictures of a session whose compaction has begun; goes on where a stop of the
 * server has ended it. When nothing can be removed, the session is what it was before.
 */
export async function compactSession(house: House, key: SessionKey): Promise<void> {
  const session = readSession(house, key);
  const { compaction } = readFacts(house, key);
  if (session?.status !== 'compacting' || compaction === null) return;
  let kept: string[];
  try {
    kept = await removeData(house, session, compaction);
  } catch (error) {
    giveUp(house, key, compaction, sentenceOf(error) ?? 'the server’s log says more.');
    throw error;
  }
  const count = await markCompacted(house, session);
  const measured = await measureData(house, session);
  house.store.transact(() => {
    const latest = readSession(house, key);
    if (latest?.status !== 'compacting') return;
    const before = readFacts(house, key).compaction?.size_before ?? 0;
    const freed = Math.max(0, before - compactedBytes(measured));
    latest.status = 'compacted';
    latest.last_compacted_amount = freed;
    latest.last_compacted_at = house.now().toISOString();
    latest.last_compacted_version = house.version;
    latest.compacted_exposures_count = count;
    latest.data_management = describeData(latest, measured);
    saveSession(house, latest);
    const done = `${latest.session_uid} is compacted: ${Math.round(freed / 1e6)} MB of ${count} exposures are free.`;
    const rest = kept.length === 0 ? '' : ` ${kept.length} files could not be removed, such as ${kept[0] ?? ''}.`;
    updateNotification(house, compaction.notification_id, {
      message: done + rest,
      progress_pct: 100,
      status: kept.length === 0 ? 'success' : 'warning',
      ttl_seconds: kept.length === 0 ? 7 : null,
    });
  });
  house.wakeMirror();
}

type Compaction = NonNullable<EngineFacts['compaction']>;

/** Returns the files that could not be removed. */
async function removeData(house: House, session: Session, compaction: Compaction): Promise<string[]> {
  const folder = await findOwnFolder(house, session);
  if (compaction.size_before === null) {
    const size_before = compactedBytes(await measureData(house, session));
    changeFacts(house, session, { compaction: { ...compaction, size_before } });
  }
  const given = await findGivenFiles(house, session);
  const total = Math.max(1, readFacts(house, session).compaction?.size_before ?? 1);
  const kept: string[] = [];
  let [removed, freed, toldMs] = [0, 0, 0];
  for await (const { relative, bytes, identity } of listOwnFiles(folder)) {
    if (categoryOfFile(relative) === 'metadata' || given.identities.has(identity)) continue;
    try {
      await unlink(join(folder, relative));
      removed++;
      freed += bytes;
    } catch (error) {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') kept.push(`${join(folder, relative)} (${code})`);
    }
    if (house.now().getTime() - toldMs < tellMs) continue;
    toldMs = house.now().getTime();
    const progress_pct = Math.min(99, Math.floor((100 * freed) / total));
    updateNotification(house, compaction.notification_id, { progress_pct });
  }
  if (removed === 0 && kept.length > 0) throw new UserError(`nothing could be removed, as ${kept[0] ?? ''}.`);
  return kept;
}

/** Notes of all exposures that are through that their files are gone; returns how many there are. */
async function markCompacted({ store, now }: House, session: Session): Promise<number> {
  const own = [...equals('project_uid', session.project_uid), ...equals('session_uid', session.session_uid)];
  const present: Condition[] = [...own, ...equals('deleted', false)];
  const ready = [...present, ...among('stage', ['ready', 'extract_manual']), ...equals('failed', false)];
  for (;;) {
    const some = store.transact(() => {
      const exposures = store.exposures.find(ready, { limit: batch });
      for (const exposure of exposures) {
        for (const id of [...exposure.preview_img_1x, ...exposure.preview_img_2x]) store.assets.remove(id);
        const change: Partial<Exposure> = { stage: 'compacted', preview_img_1x: [], preview_img_2x: [] };
        store.exposures.save({ ...exposure, ...change, updated_at: now().toISOString() });
      }
      return exposures.length;
    });
    if (some < batch) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return store.exposures.count([...present, ...equals('stage', 'compacted')]);
}

function giveUp(house: House, key: SessionKey, compaction: Compaction, reason: string): void {
  house.store.transact(() => {
    const session = readSession(house, key);
    if (session?.status !== 'compacting') return;
    session.status = compaction.status_before;
    for (const name of compactedCategories) {
      const data = session.data_management[name];
      session.data_management[name] = { ...data, status: data.prev_status ?? 'active', prev_status: 'deleting' };
    }
    saveSession(house, session);
    changeFacts(house, session, { compaction: null });
    updateNotification(house, compaction.notification_id, {
      message: `Compacting ${session.session_uid} failed: ${reason}`,
      progress_pct: null,
      status: 'danger',
    });
  });
  house.wakeMirror();
}
