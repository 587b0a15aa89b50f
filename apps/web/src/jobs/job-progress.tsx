import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import './jobs.css';

const atWork = new Set<Job['status']>(['started', 'running', 'waiting']);

/** What a job at work says that it is doing, and how far it is where it knows; null where it says nothing. */
export function progressOf({ status, progress }: Job): { readonly share: number; readonly words: string } | null {
  const { progress: share, message: words } = progress.at(-1) ?? {};
  if (!atWork.has(status) || typeof words !== 'string' || words === '') return null;
  return { share: typeof share === 'number' ? Math.min(1, Math.max(0, share)) : 0, words };
}

export function JobProgress({ job }: { job: Job }): ReactNode {
  const now = progressOf(job);
  if (now === null) return null;
  const { share, words } = now;
  return (
    <p className="job-progress">
      {share > 0 && <progress value={share} aria-label={`Progress of ${job.uid}`} />}
      <span title={words}>{words}</span>
    </p>
  );
}
