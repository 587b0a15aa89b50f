import type { Session } from '@vitreous/schema';
import { isDeepStrictEqual } from 'node:util';
import type { Call, Handlers } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { connectJob } from '../jobs/wire-up.js';
import { endJob, requireSymmetry, stopJob } from '../live/end-session-job.js';
import { changeSession } from '../live/find-session.js';
import { paramsFor } from '../live/session-job-params.js';
import { insertSessionJob, queueSessionJob, refuseActive, requireSessionJob } from '../live/session-jobs.js';
import { forgetRefinement } from '../live/streaming-refinement.js';
import { conflict } from '../problem.js';
import { change, setUpJob } from './session-class2d.js';

const type = 'homo_refine_streaming';

/** Streaming refinement of a session's selected particles. */
export const sessionRefineFunctions: Handlers = {
  'sessions.update_phase2_refine_params': (call, { project_uid, session_uid, body }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireSymmetry('refine_symmetry', body.refine_symmetry);
      session.phase2_refine_params_spec = body;
      const { phase2_refine_params_spec_used: used } = session;
      // A refinement at work looks at this, and begins anew.
      if (used !== null) session.phase2_refine_restart = !isDeepStrictEqual(used, body);
    }),

  'sessions.setup_phase2_refine': (call, { project_uid, session_uid }) =>
    setUpJob(call, project_uid, session_uid, (session) => {
      const known = session.phase2_refine_job;
      if (known !== null && readJob(call, project_uid, known) !== null) {
        throw conflict(`${session_uid} has ${known} for its refinement: clear it first.`);
      }
      requireSessionJob(call, session, session.phase2_class2D_job, 'streaming 2D classification');
      const { source, volume } = requireVolume(call, session);
      const job = insertSessionJob(call, session, {
        type,
        title: 'Streaming Refinement',
        params: paramsOf(session),
      });
      connectJob(call, job, 'volume', source, volume);
      forgetRefinement(session);
      session.phase2_refine_job = job.uid;
      session.phase2_refine_params_spec_used = null;
      session.phase2_refine_restart = true;
      session.phase2_refine_num_particles_in = 0;
      return job;
    }),

  'sessions.enqueue_phase2_refine': (call, { project_uid, session_uid }) => {
    const queued = change(call, project_uid, session_uid, (session) => {
      const job = requireSessionJob(call, session, session.phase2_refine_job, 'streaming refinement');
      refuseActive(job);
      const { source, volume } = requireVolume(call, session);
      const [connected] = job.spec.inputs['volume']?.connections ?? [];
      if (connected?.job_uid !== source.uid || connected.output !== volume) {
        connectJob(call, job, 'volume', source, volume);
        session.phase2_refine_restart = true;
      }
      job.spec.params = { ...job.spec.params, ...paramsOf(session) };
      const { phase_two_lane: lane, phase_one_lane: workers, priority } = session.compute_resources;
      queueSessionJob(call, job, lane ?? workers, priority);
      return job;
    });
    call.wakeQueue();
    return queued;
  },

  'sessions.stop_phase2_refine': (call, input) => stopJob(call, input, 'phase2_refine_job'),

  'sessions.clear_phase2_refine': (call, input) =>
    endJob(call, input, 'phase2_refine_job', (session) => {
      forgetRefinement(session);
      session.phase2_refine_job = null;
      session.phase2_refine_params_spec_used = null;
      session.phase2_refine_restart = false;
      session.phase2_refine_num_particles_in = 0;
    }),
};

/** The volume to begin with. @throws Problem 409 when none is there, or none is selected. */
function requireVolume(call: Call, session: Session) {
  const source = requireSessionJob(call, session, session.phase2_abinit_job, 'volumes to begin with');
  const volume = session.phase2_abinit_info.find(({ selected }) => selected)?.vol_gname;
  if (!session.phase2_abinit_ready || volume === undefined) {
    throw conflict(`${session.session_uid} has no volume to begin with: ${source.uid} is ${source.status}.`);
  }
  return { source, volume };
}

/** What the job is given of the session's parameters; the particle is as wide as its classes are. */
function paramsOf(session: Session): Record<string, unknown> {
  const { phase2_refine_params_spec: spec, phase2_class2D_params_spec: classes } = session;
  return { refine_window_inner_A: classes.class2D_window_inner_A, ...paramsFor(type, spec) };
}
