import type { Session } from '@vitreous/schema';
import type { House } from '../house.js';
import { raise } from './alerts.js';
import { changeFacts, type Trouble } from './engine-facts.js';
import { saveSession } from './find-session.js';
import { failRestoration } from './restoration.js';
import { endOwnJobs } from './session-jobs.js';

/** A session begins to run, inside a transaction. */
export function startSession(house: House, session: Session, userId: string | null): void {
  changeFacts(house, session, {
    trouble: null,
    last_found_at: null,
    ...(userId === null ? {} : { started_by: userId }),
  });
  session.status = 'running';
  session.running_at.push(house.now().toISOString());
  session.completed_at = null;
  session.is_gracefully_pausing = false;
  session.phase_one_workers_soft_kill = [];
  saveSession(house, session);
}

/**
 * A running session stops finding and giving out exposures, inside a transaction. Workers end when the exposure in hand
 * is done. Streaming jobs end where they are, unless it is `trouble` that stops the session: then it goes on by itself.
 */
export function stopSession(house: House, session: Session, trouble: Trouble | null): void {
  if (session.status === 'restoring') {
    failRestoration(house, session, trouble?.sentence ?? 'It was stopped.');
    return;
  }
  const now = house.now();
  const since = Date.parse(session.running_at.at(-1) ?? now.toISOString());
  session.status = 'paused';
  session.paused_at.push(now.toISOString());
  session.elapsed_time += Math.max(0, now.getTime() - since) / 1000;
  session.file_engine_status = 'inactive';
  session.is_gracefully_pausing = false;
  session.phase_one_workers_soft_kill = Object.keys(session.phase_one_workers);
  if (trouble === null) endOwnJobs(house, session, [session.phase2_class2D_job, session.phase2_refine_job]);
  else {
    session.failed_at.push(trouble.at);
    raise(house, session, {
      kind: 'trouble',
      message: `${session.session_uid} pauses: ${trouble.sentence}`,
      details: {},
    });
  }
  changeFacts(house, session, { trouble });
  saveSession(house, session);
}
