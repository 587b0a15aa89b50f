import { isDeepStrictEqual } from 'node:util';
import { computeSessionStats, rateSpanS } from '@vitreous/live';
import type { Session } from '@vitreous/schema';
import { equals, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { readFacts } from './engine-facts.js';
import { readSession } from './find-session.js';

/** Counts a session's exposures anew and notes it in its record. */
export function refreshStatistics(house: House, key: SessionKey): void {
  house.store.transact(() => {
    const session = readSession(house, key);
    if (session === null) return;
    const now = house.now();
    const stats = countSession(house, session, now.getTime() / 1000);
    const facts = readFacts(house, session);
    const exposure_summary = {
      stages: house.store.exposures.countByStage(session),
      last_found_at: facts.last_found_at,
      passed_by: Object.values(facts.passed_by).flat(),
    };
    if (isDeepStrictEqual([stats, exposure_summary], [session.stats, session.exposure_summary])) return;
    session.stats = stats;
    session.exposure_summary = exposure_summary;
    session.computed_stats_last_run_time = now.toISOString();
    session.updated_at = now.toISOString();
    // They follow from the exposures: the project directory need not have each of them.
    house.store.workspaces.save(session);
  });
}

function countSession({ store }: House, session: Session, nowS: number): Session['stats'] {
  const tally = store.exposures.tally(session, nowS - rateSpanS);
  const latest = store.exposures.find(
    [
      ...equals('project_uid', session.project_uid),
      ...equals('session_uid', session.session_uid),
      ...equals('deleted', false),
      { sql: 'check_at > 0', values: [] },
    ],
    { order: -1, limit: 1 },
  )[0];
  const [frames = 0, height = 0, width = 0] = latest?.groups.exposure.movie_blob?.shape ?? [];
  return computeSessionStats(tally, nowS, [frames, height, width], session.stats.gsfsc);
}
