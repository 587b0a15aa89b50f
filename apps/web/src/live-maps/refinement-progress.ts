import { useQuery } from '@tanstack/react-query';
import { ApiError, type Session } from '@vitreous/schema';
import { callFunction, callApi } from '../server/call.js';
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

/** The curves of `fsc.json` that a refinement writes. */
export interface FscFile {
  readonly psize_A: number;
  readonly box_size_pix: number;
  readonly resolution_A: number;
  readonly bfactor_A2: number | null;
  readonly radwn: readonly number[];
  readonly fsc_nomask: readonly number[];
  readonly fsc_sphericalmask: readonly number[];
  readonly fsc_tightmask: readonly number[];
  readonly fsc_noisesub: readonly number[];
}

/** The curves at a path of a project; null where there are none. */
export function useFsc(project: string, path: string | null): FscFile | null {
  const { data } = useQuery({
    queryKey: ['fsc', project, path],
    queryFn: async ({ signal }) => {
      try {
        const stream = await callFunction('projects.download_file', { project_uid: project, path: path ?? '' }, signal);
        return (await new Response(stream).json()) as FscFile;
      } catch (error) {
        // Replaced by the next map's at this moment.
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    enabled: path !== null,
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
  return data ?? null;
}
