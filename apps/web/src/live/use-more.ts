import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { useEffect, useState } from 'react';
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

/** Who scrolls by does not read: only where a list rests so long is asked for. */
const restMs = 80;

/** The exposures that are in sight, with the rest of their records; those that are on their way still lack it. */
export function useMore(session: Session, inSight: readonly SeenExposure[]): SeenExposure[] {
  const { project_uid, session_uid, cleared_at } = session;
  const keyOf = (uid: number): string => `${project_uid} ${session_uid} ${cleared_at ?? ''} ${uid}`;
  const missing = inSight
    .filter(({ uid, more }) => more === null && !read.has(keyOf(uid)))
    .map(({ uid }) => uid)
    .join(' ');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(missing), restMs);
    return () => clearTimeout(timer);
  }, [missing]);
  useQuery({
    queryKey: ['live.more', project_uid, session_uid, cleared_at, wanted],
    queryFn: async ({ signal }) => {
      const uid = wanted.split(' ');
      const found = await callFunction(
        'exposures.find',
        { project_uid: [project_uid], session_uid: [session_uid], uid, limit: uid.length },
        signal,
      );
      for (const one of found) {
        const { more } = readExposure(one);
        if (more !== null) read.set(keyOf(one.uid), more);
      }
      for (const key of read.keys()) if (read.size > mostKept) read.delete(key);
      return found.length;
    },
    enabled: wanted !== '',
    gcTime: 0,
  });
  return inSight.map((one) => (one.more !== null ? one : { ...one, more: read.get(keyOf(one.uid)) ?? null }));
}
