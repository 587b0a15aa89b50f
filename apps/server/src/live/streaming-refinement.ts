import { refinementHistory, type RefinementHistory } from '@vitreous/job-kit';
import type { Job, Session } from '@vitreous/schema';
import type { House } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { Problem } from '../problem.js';
import { saveSession } from './find-session.js';
import { sessionOfWorker } from './hand-out.js';
import { paramsFor } from './session-job-params.js';

/** The session whose particles a job refines. @throws Problem 410 when the session no longer knows the job. */
export function sessionOfRefinement(house: House, job: Job): Session {
  const session = sessionOfWorker(house, job);
  if (session?.phase2_refine_job !== job.uid) throw new Problem(410, 'The session no longer wants this job.');
  return session;
}

/** The refinement starts, or starts again: whether anew, and with which parameters. Inside a transaction. */
export function startRefinement(house: House, job: Job): { fresh: boolean; params: Record<string, unknown> } {
  const session = sessionOfRefinement(house, job);
  const fresh = session.phase2_refine_restart || session.phase2_refine_params_spec_used === null;
  session.phase2_refine_restart = false;
  session.phase2_refine_params_spec_used = session.phase2_refine_params_spec;
  if (fresh) forgetRefinement(session);
  saveSession(house, session);
  return { fresh, params: paramsFor(job.spec.type, session.phase2_refine_params_spec) };
}

/** The particles of selected classes, as they are now; inside a transaction. */
export function listRefineParticles(house: House, job: Job): { path: string | null; restart: boolean } {
  const session = sessionOfRefinement(house, job);
  const { path = null, count = 0 } = session.phase2_class2D_particles_out ?? {};
  if (count !== session.phase2_refine_num_particles_in) {
    session.phase2_refine_num_particles_in = count;
    saveSession(house, session);
  }
  return { path: count === 0 ? null : path, restart: session.phase2_refine_restart };
}

/** A map is there; inside a transaction. */
export function takeRefinement(
  house: House,
  job: Job,
  { resolution_A, partial }: { resolution_A: number; partial: boolean },
): void {
  const session = sessionOfRefinement(house, job);
  session.stats = { ...session.stats, gsfsc: resolution_A };
  session.phase2_refine_ready_partial = true;
  session.phase2_refine_ready = session.phase2_refine_ready || !partial;
  session.phase2_refine_last_updated = house.now().toISOString();
  saveSession(house, session);
}

/** A session without maps of its refinement. */
export function forgetRefinement(session: Session): void {
  session.stats = { ...session.stats, gsfsc: 0 };
  session.phase2_refine_ready = false;
  session.phase2_refine_ready_partial = false;
  session.phase2_refine_last_updated = null;
}

/** The history of a session's refinement, from the figures of its volume. */
export function describeRefinement(
  house: House,
  session: Session,
): RefinementHistory & { readonly job_uid: string | null } {
  const uid = session.phase2_refine_job;
  const job = uid === null ? null : readJob(house, session.project_uid, uid);
  // Figures of an earlier beginning are no history of this one.
  const stats = session.phase2_refine_ready_partial ? job?.spec.outputs['volume']?.latest_summary_stats : undefined;
  const told = refinementHistory.safeParse(stats);
  const none = { history: [], fit: null, nyquist_A: null, map_sharp: null, fsc_json: null, directions_json: null };
  return { job_uid: job?.uid ?? null, ...(told.success ? told.data : none) };
}
