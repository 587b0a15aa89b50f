import type { Job } from '@vitreous/schema';
import type { House } from '../house.js';
import { sessionOfWorker } from './hand-out.js';

/** Lost workers of a streaming job after which it fails: more of them are no accident. */
const mostLost = 3;

/**
 * Whether a job whose worker is lost begins again: the streaming jobs of a session, which a whole night hangs on and which go on
 * from their last copy. Each loss is kept with the job, as a warning.
 */
export function beginsAgain(house: House, job: Job): boolean {
  const session = sessionOfWorker(house, job);
  if (session === null || ![session.phase2_class2D_job, session.phase2_refine_job].includes(job.uid)) return false;
  return job.errors_run.filter(({ warning }) => warning).length < mostLost;
}
