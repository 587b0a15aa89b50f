import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { callFunction } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { askLive } from './ask-live.js';
import { forgetMore } from './use-more.js';
import {
  mergeExposures,
  readExposure,
  readSeries,
  seriesNames,
  type SeenExposure,
  type Series,
} from './seen-exposure.js';

/** More changes at once than this are read as numbers alone. */
const mostChanges = 500;

interface Known {
  readonly list: readonly SeenExposure[];
  /** What changed from this time on has not been read; the server's clock. */
  readonly since: string;
}

/**
 * All exposures of a session in the order they were found, undefined before the first answer. Their numbers are read
 * once, without the rest of their records; afterwards only those that changed are asked for.
 */
export function useExposures(session: Session): readonly SeenExposure[] | undefined {
  const { project_uid, session_uid, cleared_at, updated_at } = session;
  const place = { project_uid, session_uid };
  const queryKey = ['exposures.find', project_uid, session_uid, cleared_at];
  const readAll = async (since: string, signal: AbortSignal): Promise<Known> => ({
    list: readSeries((await askLive('series', { ...place, name: seriesNames }, signal)) as Series),
    since,
  });
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Known> => {
      const known = queryClient.getQueryData<Known>(queryKey);
      // What changes while the numbers are read is newer than the session that is on the screen.
      if (known === undefined) return readAll(updated_at, signal);
      const changed = await callFunction(
        'exposures.find',
        {
          project_uid: [project_uid],
          session_uid: [session_uid],
          updated_at: [known.since, '2999-01-01T00:00:00Z'],
          limit: mostChanges,
        },
        signal,
      );
      const since = changed.reduce((latest, one) => (one.updated_at > latest ? one.updated_at : latest), known.since);
      if (changed.length === mostChanges) {
        forgetMore();
        return readAll(since, signal);
      }
      const news = changed.map(readExposure).filter((one) => !isKnown(known.list, one));
      return { list: mergeExposures(known.list, news), since };
    },
  });
  return data?.list;
}

/** Whether an exposure has been read as it is. The list goes by numbers from 1 on without gaps, or nearly so. */
function isKnown(list: readonly SeenExposure[], { uid, more }: SeenExposure): boolean {
  const before = list[uid - 1]?.uid === uid ? list[uid - 1] : list.find((one) => one.uid === uid);
  return before?.more?.updatedAt === more?.updatedAt && before?.more != null;
}
