import { categoryOfFile, compactedCategories, type DataCategory } from '@vitreous/live';
import { dataManagementStats, type DataManagementStats, type Session } from '@vitreous/schema';
import type { SessionKey } from '@vitreous/store';
import { isDeepStrictEqual } from 'node:util';
import type { House } from '../house.js';
import { readSession, saveSession } from './find-session.js';
import { findGivenFiles, findOwnFolder, listOwnFiles } from './own-files.js';

/** Bytes of a session's data by category. */
export interface DataSizes {
  readonly sizes: Readonly<Record<DataCategory, number>>;
  /** There were movies, and none is where it was. */
  readonly rawIsGone: boolean;
}

export async function measureData(house: House, session: Session): Promise<DataSizes> {
  const sizes = { raw: 0, micrographs: 0, thumbnails: 0, particles: 0, metadata: 0 };
  const given = await findGivenFiles(house, session);
  sizes.raw = given.bytes;
  for await (const { relative, bytes, identity } of listOwnFiles(await findOwnFolder(house, session))) {
    if (!given.identities.has(identity)) sizes[categoryOfFile(relative)] += bytes;
  }
  return { sizes, rawIsGone: given.movies > 0 && given.found === 0 };
}

/** Bytes of what compaction removes. */
export function compactedBytes({ sizes }: DataSizes): number {
  return compactedCategories.reduce((sum, category) => sum + sizes[category], 0);
}

/** What a session's record says of its data. */
export function describeData(session: Session, { sizes, rawIsGone }: DataSizes): DataManagementStats {
  const described = dataManagementStats.parse({});
  const isCompacted = ['compacted', 'restoring', 'restoration_failed'].includes(session.status);
  for (const [name, size] of Object.entries(sizes) as [DataCategory, number][]) {
    const before = session.data_management[name];
    const isRemoved = isCompacted && compactedCategories.some((one) => one === name);
    const isMissing =
      name === 'raw' ? rawIsGone : name === 'micrographs' && size === 0 && session.stats.total_ready > 0;
    const status = isRemoved ? 'deleted' : isMissing ? 'missing' : 'active';
    described[name] = { size, status, prev_status: status === before.status ? before.prev_status : before.status };
  }
  return described;
}

/** Measures a session's data and notes it in its record. */
export async function refreshData(house: House, key: SessionKey): Promise<void> {
  const before = readSession(house, key);
  if (before === null) return;
  const measured = await measureData(house, before);
  house.store.transact(() => {
    const session = readSession(house, key);
    if (session === null || session.status === 'compacting') return;
    const described = describeData(session, measured);
    if (isDeepStrictEqual(described, session.data_management)) return;
    session.data_management = described;
    saveSession(house, session);
  });
  house.wakeMirror();
}
