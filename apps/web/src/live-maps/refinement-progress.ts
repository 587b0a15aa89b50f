import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { callApi } from '../server/call.js';
import { refreshInterval } from '../server/updates.js';

/** What `GET /api/live/refinement` answers: docs/live-sessions.md. */
export interface RefinementProgress {
  readonly job_uid: string | null;
  readonly history: readonly {
    readonly at: string;
    readonly num_particles: number;
    readonly resolution_A: number;
    readonly bfactor_A2: number | null;
  }[];
  /** ln(particles) = intercept + bfactor_A2 / 2 · 1 / d². */
  readonly fit: {
    readonly bfactor_A2: number;
    readonly intercept: number;
    readonly next: { readonly resolution_A: number; readonly num_particles: number } | null;
  } | null;
  readonly nyquist_A: number | null;
  readonly map_sharp: string | null;
  readonly fsc_json: string | null;
  readonly directions_json: string | null;
}

/** Lets a refinement begin anew: at once where it is at work, else when it is queued. */
export function restartRefinement({ project_uid, session_uid }: Session): Promise<unknown> {
  return callApi('/live/refinement/restart', 'POST', { body: { project_uid, session_uid } });
}

/** How the streaming refinement of a session goes; undefined before the first answer. */
export function useRefinementProgress({ project_uid, session_uid }: Session): RefinementProgress | undefined {
  const query = new URLSearchParams({ project_uid, session_uid });
  const { data } = useQuery({
    // A change of the session makes it stale.
    queryKey: ['sessions.refinement', project_uid, session_uid],
    queryFn: async ({ signal }) =>
      (await callApi(`/live/refinement?${query}`, 'GET', { signal })) as RefinementProgress,
    refetchInterval: refreshInterval,
  });
  return data;
}
