import type { Session } from '@vitreous/schema';
import type { Call } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { conflict, invalid } from '../problem.js';
import { changeSession } from './find-session.js';
import { killSessionJob, requireSessionJob } from './session-jobs.js';

interface Place {
  readonly project_uid: string;
  readonly session_uid: string;
}

type JobField = 'phase2_abinit_job' | 'phase2_refine_job';

/** @throws Problem 422 for what is no point group. */
export function requireSymmetry(name: string, symmetry: string): void {
  if (/^(?:[CD][1-9]\d{0,2}|T|O|I[1-5]?)$/i.test(symmetry)) return;
  throw invalid('body', name, 'Expected a point group such as C1, D7, T, O or I.', symmetry.slice(0, 100));
}

/** Ends the job that a session has started. @throws Problem 409 when nothing works on it. */
export function stopJob(call: Call, place: Place, field: JobField): Session {
  return changeJobs(call, place, (session) => {
    const job = requireSessionJob(call, session, session[field], 'such job');
    if (!killSessionJob(call, job)) throw conflict(`${job.uid} is ${job.status}: there is nothing to stop.`);
    return job.uid;
  });
}

/** Ends the job if it is a session's own and at work, and forgets what came of it; the job stays. */
export function endJob(call: Call, place: Place, field: JobField, forget: (session: Session) => void): Session {
  return changeJobs(call, place, (session) => {
    const uid = session[field];
    const job = uid === null ? null : readJob(call, place.project_uid, uid);
    const isOwn = job?.workspace_uids.includes(session.uid) === true;
    const ended = job !== null && isOwn && killSessionJob(call, job);
    forget(session);
    return ended ? uid : null;
  });
}

/** Changes a session; the worker of the job that the change names is ended. */
function changeJobs(
  call: Call,
  { project_uid, session_uid }: Place,
  change: (session: Session) => string | null,
): Session {
  const ended: string[] = [];
  const changed = changeSession(call, project_uid, session_uid, (session) => {
    const uid = change(session);
    if (uid !== null) ended.push(uid);
  });
  for (const uid of ended) call.endWorker(project_uid, uid);
  return changed;
}
