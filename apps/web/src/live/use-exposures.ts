import { useQuery } from '@tanstack/react-query';
import type { Exposure, Session } from '@vitreous/schema';
import { callFunction } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { mergeExposures, readExposure, type SeenExposure } from './seen-exposure.js';

const pageSize = 1000;

/**
 * All exposures of a session in the order they were found, undefined before the first answer. They are read in pages
 * once; afterwards only those that changed are asked for, so that a session of tens of thousands stays light.
 */
export function useExposures({ project_uid, session_uid, cleared_at }: Session): readonly SeenExposure[] | undefined {
  const queryKey = ['exposures.find', project_uid, session_uid, cleared_at];
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = queryClient.getQueryData<readonly SeenExposure[]>(queryKey) ?? [];
      const since = known.reduce((latest, { updatedAt }) => (updatedAt > latest ? updatedAt : latest), '');
      const changed: SeenExposure[] = [];
      let after: string | undefined;
      do {
        const page: Exposure[] = await callFunction(
          'exposures.find',
          {
            project_uid: [project_uid],
            session_uid: [session_uid],
            limit: pageSize,
            ...(since === '' ? {} : { updated_at: [since, '2999-01-01T00:00:00Z'] }),
            ...(after === undefined ? {} : { after }),
          },
          signal,
        );
        changed.push(...page.map(readExposure));
        after = page.length < pageSize ? undefined : page.at(-1)?._id;
      } while (after !== undefined);
      return mergeExposures(known, changed);
    },
  });
  return data;
}
