import type { User } from '@vitreous/schema';
import type { Change } from '@vitreous/store';

/** What a watcher wants to hear of; null for anything. */
export interface Interest {
  readonly project_uid: string | null;
  readonly session_uid: string | null;
  readonly job_uid: string | null;
}

/** One that listens, and what it has not been told yet. */
export interface Watcher {
  readonly interest: Interest;
  /** Who listens, looked up anew: null when the login has ended. */
  readonly whoIsIt: () => User | null;
  readonly send: (text: string) => void;
  readonly end: () => void;
  readonly pending: Map<string, Change>;
}

/** Beyond so many exposures of one session at once, a watcher is told that many changed. */
const mostExposures = 200;

export function isOfInterest(change: Change, { project_uid, session_uid, job_uid }: Interest): boolean {
  if (project_uid !== null && change.project_uid !== project_uid) return false;
  if (session_uid === null && job_uid === null) return true;
  const isJob = change.kind === 'job' || change.kind === 'job_log';
  return (session_uid !== null && change.session_uid === session_uid) || (isJob && change.uid === job_uid);
}

/** Adds a change to what is to be told; the same again adds nothing. */
export function remember(pending: Map<string, Change>, change: Change): void {
  const place = `${change.kind} ${change.project_uid ?? ''} ${change.session_uid ?? ''}`;
  if (pending.has(`${place} all`)) return;
  if (change.kind === 'exposure') {
    const told = [...pending.keys()].filter((key) => key.startsWith(`${place} `));
    if (change.uid === null || told.length >= mostExposures) {
      for (const key of told) pending.delete(key);
      pending.set(`${place} all`, { ...change, uid: null });
      return;
    }
  }
  pending.set(`${place} ${change.uid ?? 'all'}`, change);
}
