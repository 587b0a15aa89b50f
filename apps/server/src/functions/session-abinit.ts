import type { Job, Session } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { findJob, readJob } from '../jobs/find-job.js';
import { connectJob, rebuildJob } from '../jobs/wire-up.js';
import { volumesOf } from '../live/abinit-volumes.js';
import { endJob, requireSymmetry, stopJob } from '../live/end-session-job.js';
import { changeSession } from '../live/find-session.js';
import { paramsFor } from '../live/session-job-params.js';
import { insertSessionJob, queueSessionJob, refuseActive, requireSessionJob } from '../live/session-jobs.js';
import { conflict, invalid, notFound } from '../problem.js';
import { change, setUpJob } from './session-class2d.js';

const type = 'homo_abinit';

/** Ab-initio reconstruction of a session's selected particles, and the choice of a volume. */
export const sessionAbinitFunctions: Handlers = {
  'sessions.update_phase2_abinit_params': (call, { project_uid, session_uid, body }) => {
    if (body.abinit_K < 1 || body.abinit_K > 20) {
      throw invalid('body', 'abinit_K', 'Expected 1 to 20 volumes.', body.abinit_K);
    }
    const { abinit_num_particles: most } = body;
    if (most !== null && most < 1) throw invalid('body', 'abinit_num_particles', 'Expected at least one.', most);
    return changeSession(call, project_uid, session_uid, (session) => {
      requireSymmetry('abinit_symmetry', body.abinit_symmetry);
      session.phase2_abinit_params_spec = body;
    });
  },

  'sessions.setup_phase2_abinit': (call, { project_uid, session_uid }) =>
    setUpJob(call, project_uid, session_uid, (session) => {
      const known = session.phase2_abinit_job;
      if (known !== null && readJob(call, project_uid, known) !== null) {
        throw conflict(`${session_uid} has ${known} for its volumes: clear it first.`);
      }
      const classes = requireSessionJob(call, session, session.phase2_class2D_job, 'streaming 2D classification');
      const job = insertSessionJob(call, session, { type, title: 'Ab-initio', params: paramsOf(session) });
      connectJob(call, job, 'particles', classes, 'particles_selected');
      Object.assign(session, {
        phase2_abinit_job: job.uid,
        phase2_abinit_info: [],
        phase2_abinit_ready: false,
        phase2_abinit_restart: true,
        phase2_abinit_num_particles_in: 0,
      } satisfies Partial<Session>);
      return job;
    }),

  'sessions.enqueue_phase2_abinit': (call, { project_uid, session_uid }) => {
    const queued = change(call, project_uid, session_uid, (session) => {
      const job = requireSessionJob(call, session, session.phase2_abinit_job, 'job of ab-initio reconstruction');
      if (job.spec.type !== type)
        throw conflict(`${job.uid} is no reconstruction of ${session_uid}: its volumes are used.`);
      refuseActive(job);
      if (job.status !== 'building') throw conflict(`${job.uid} is ${job.status}: clear it to run it again.`);
      const { count } = session.phase2_class2D_particles_out ?? { count: 0 };
      if (count === 0) throw conflict(`${session_uid} has no particles of selected classes yet: select some first.`);
      return enqueue(call, session, job, count);
    });
    call.wakeQueue();
    return queued;
  },

  'sessions.stop_phase2_abinit': (call, input) => stopJob(call, input, 'phase2_abinit_job'),

  'sessions.clear_phase2_abinit': (call, input) =>
    endJob(call, input, 'phase2_abinit_job', (session) => {
      Object.assign(session, {
        phase2_abinit_job: null,
        phase2_abinit_info: [],
        phase2_abinit_ready: false,
        phase2_abinit_restart: false,
        phase2_abinit_num_particles_in: 0,
      } satisfies Partial<Session>);
    }),

  'sessions.set_phase2_abinit_job': (call, { project_uid, session_uid, job_uid }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      const job = findJob(call, project_uid, job_uid);
      const volumes = volumesOf(job);
      if (volumes.length === 0) {
        throw invalid('query', 'job_uid', `${job_uid} (${job.spec.type}) has no output of volumes.`, job_uid);
      }
      session.phase2_abinit_job = job.uid;
      session.phase2_abinit_info = volumes;
      session.phase2_abinit_ready = job.status === 'completed';
    }),

  'sessions.select_phase2_abinit_volume': (call, { project_uid, session_uid, volume_name }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      const { phase2_abinit_info: info } = session;
      if (!info.some(({ vol_gname: name }) => name === volume_name)) {
        throw notFound(`Volume ${volume_name.slice(0, 100)} of ${session_uid}`);
      }
      session.phase2_abinit_info = info.map((one) => ({ ...one, selected: one.vol_gname === volume_name }));
    }),
};

/** Queues the reconstruction with the parameters of now. */
function enqueue(call: Call, session: Session, { project_uid, uid }: Job, count: number): Job {
  const job = rebuildJob(call, project_uid, uid, (one) => {
    one.spec.params = { ...one.spec.params, ...paramsOf(session) };
  });
  if (job.build_errors.length > 0) throw conflict(`${uid} is not ready to be queued: see its build errors.`);
  // The classification that it takes its particles from goes on meanwhile.
  job.no_check_inputs_ready = true;
  const { auxiliary_lane: lane, phase_one_lane: workers, priority } = session.compute_resources;
  queueSessionJob(call, job, lane ?? workers, priority);
  session.phase2_abinit_restart = false;
  session.phase2_abinit_ready = false;
  session.phase2_abinit_num_particles_in = Math.min(
    count,
    session.phase2_abinit_params_spec.abinit_num_particles ?? count,
  );
  return job;
}

/** What the job is given of the session's parameters; the particle is as wide as its classes are. */
function paramsOf(session: Session): Record<string, unknown> {
  const { phase2_abinit_params_spec: spec, phase2_class2D_params_spec: classes } = session;
  return { abinit_window_inner_A: classes.class2D_window_inner_A, ...paramsFor(type, spec) };
}
