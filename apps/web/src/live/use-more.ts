import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { callFunction } from '../server/call.js';
import { readExposure, type MoreOfExposure, type SeenExposure } from './seen-exposure.js';

/** By session and number. What changes later comes with the list itself, and is newer than what is here. */
const read = new Map<string, MoreOfExposure>();
/** Beyond these the oldest are forgotten. */
const mostKept = 5000;

/** After so many changes that they were not told one by one. */
export function forgetMore(): void {
  read.clear();
}

/** The exposures that are in sight, with the rest of their records; those that are on their way still lack it. */
export function useMore(session: Session, inSight: readonly SeenExposure[]): SeenExposure[] {
  const { project_uid, session_uid, cleared_at } = session;
  const keyOf = (uid: number): string => `${project_uid} ${session_uid} ${cleared_at ?? ''} ${uid}`;
  const missing = inSight
    .filter(({ uid, more }) => more === null && !read.has(keyOf(uid)))
    .map(({ uid }) => String(uid));
  useQuery({
    queryKey: ['live.more', project_uid, session_uid, cleared_at, missing.join(' ')],
    queryFn: async ({ signal }) => {
      const found = await callFunction(
        'exposures.find',
        { project_uid: [project_uid], session_uid: [session_uid], uid: missing, limit: missing.length },
        signal,
      );
      for (const one of found) {
        const { more } = readExposure(one);
        if (more !== null) read.set(keyOf(one.uid), more);
      }
      for (const key of read.keys()) if (read.size > mostKept) read.delete(key);
      return found.length;
    },
    enabled: missing.length > 0,
    gcTime: 0,
  });
  return inSight.map((one) => (one.more !== null ? one : { ...one, more: read.get(keyOf(one.uid)) ?? null }));
}
