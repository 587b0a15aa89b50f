import type { Job, Session } from '@vitreous/schema';
import { useCall } from '../server/use-call.js';

/** How far a job of a session is: not made, to be queued, at work (or waiting for particles), or over. */
export type Phase = 'none' | 'building' | 'active' | 'ended';

export interface SessionJob {
  readonly uid: string | null;
  /** Null before the first answer. */
  readonly job: Job | null;
  readonly phase: Phase;
}

const active = new Set<Job['status']>(['queued', 'launched', 'started', 'running', 'waiting']);

/** One of the jobs that a session has beside its workers. */
export function useSessionJob({ project_uid }: Session, uid: string | null): SessionJob {
  const { data } = useCall('jobs.find_one', { project_uid, job_uid: uid ?? '' }, { enabled: uid !== null });
  const job = data?.uid === uid ? data : null;
  return { uid, job, phase: phaseOf(uid, job) };
}

function phaseOf(uid: string | null, job: Job | null): Phase {
  if (uid === null) return 'none';
  if (job === null || active.has(job.status)) return 'active';
  return job.status === 'building' ? 'building' : 'ended';
}
