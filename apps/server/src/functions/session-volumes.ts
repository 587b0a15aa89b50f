import type { Job, Session } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { findJob, readJob } from '../jobs/find-job.js';
import { changeSession, findSession } from '../live/find-session.js';
import { killSessionJob, queueSessionJob, requireSessionJob } from '../live/session-jobs.js';
import { conflict, invalid, notFound } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';

/** Ab-initio reconstruction and refinement of a session: parameters, the job that gives volumes, the volume chosen. */
export const sessionVolumeFunctions: Handlers = {
  'sessions.update_phase2_abinit_params': (call, { project_uid, session_uid, body }) => {
    if (body.abinit_K < 1) throw invalid('body', 'abinit_K', 'Expected at least one volume.', body.abinit_K);
    const { abinit_num_particles: most } = body;
    if (most !== null && most < 1) throw invalid('body', 'abinit_num_particles', 'Expected at least one.', most);
    return changeSession(call, project_uid, session_uid, (session) => {
      requireSymmetry('abinit_symmetry', body.abinit_symmetry);
      session.phase2_abinit_params_spec = body;
    });
  },

  'sessions.update_phase2_refine_params': (call, { project_uid, session_uid, body }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireSymmetry('refine_symmetry', body.refine_symmetry);
      session.phase2_refine_params_spec = body;
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

  'sessions.enqueue_phase2_abinit': (call, { project_uid, session_uid }) => {
    const queued = call.store.transact(() => {
      findOpenProject(call, project_uid);
      const session = findSession(call, project_uid, session_uid);
      const job = requireSessionJob(call, session, session.phase2_abinit_job, 'job of ab-initio reconstruction');
      if (job.status !== 'building') throw conflict(`${job.uid} is ${job.status}: clear it to run it again.`);
      if (job.build_errors.length > 0) throw conflict(`${job.uid} is not ready to be queued: see its build errors.`);
      const { auxiliary_lane: lane, priority } = session.compute_resources;
      queueSessionJob(call, job, lane, priority);
      return job;
    });
    call.wakeMirror();
    call.wakeQueue();
    return queued;
  },

  'sessions.stop_phase2_abinit': (call, input) => stop(call, input, 'phase2_abinit_job'),
  'sessions.stop_phase2_refine': (call, input) => stop(call, input, 'phase2_refine_job'),

  'sessions.clear_phase2_abinit': (call, input) =>
    end(call, input, 'phase2_abinit_job', {
      phase2_abinit_job: null,
      phase2_abinit_info: [],
      phase2_abinit_ready: false,
      phase2_abinit_restart: false,
      phase2_abinit_num_particles_in: 0,
    }),

  'sessions.clear_phase2_refine': (call, input) =>
    end(call, input, 'phase2_refine_job', {
      phase2_refine_job: null,
      phase2_refine_params_spec_used: null,
      phase2_refine_ready: false,
      phase2_refine_ready_partial: false,
      phase2_refine_restart: false,
      phase2_refine_num_particles_in: 0,
      phase2_refine_last_updated: null,
    }),
};

interface Place {
  readonly project_uid: string;
  readonly session_uid: string;
}

function requireSymmetry(name: string, symmetry: string): void {
  if (/^(?:[CD][1-9]\d{0,2}|T|O|I[1-5]?)$/i.test(symmetry)) return;
  throw invalid('body', name, 'Expected a point group such as C1, D7, T, O or I.', symmetry.slice(0, 100));
}

function volumesOf({ spec }: Job): Session['phase2_abinit_info'] {
  const names = Object.entries(spec.outputs).filter(([, { type }]) => type === 'volume');
  return names.map(([vol_gname], i) => ({ vol_gname, fileid: null, selected: i === 0, num_particles: null }));
}

type JobField = 'phase2_abinit_job' | 'phase2_refine_job';

/** Ends the job that a session has started. @throws Problem 409 when nothing works on it. */
function stop(call: Call, place: Place, field: JobField): Session {
  return changeJobs(call, place, (session) => {
    const job = requireSessionJob(call, session, session[field], 'such job');
    if (!killSessionJob(call, job)) throw conflict(`${job.uid} is ${job.status}: there is nothing to stop.`);
    return job.uid;
  });
}

/** Ends the job if it is a session's own and at work, and forgets what came of it; the job stays. */
function end(call: Call, place: Place, field: JobField, cleared: Partial<Session>): Session {
  return changeJobs(call, place, (session) => {
    const uid = session[field];
    const job = uid === null ? null : readJob(call, place.project_uid, uid);
    const isOwn = job?.workspace_uids.includes(session.uid) === true;
    const ended = job !== null && isOwn && killSessionJob(call, job);
    Object.assign(session, cleared);
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
