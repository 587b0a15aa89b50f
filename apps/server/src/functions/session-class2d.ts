import { invertSelection, selectAllClasses, selectByThresholds, selectClass, selectFromClass } from '@vitreous/job-kit';
import { findJobDefinition } from '@vitreous/jobs';
import type { Job, Session, TemplateClassInfo } from '@vitreous/schema';
import { isDeepStrictEqual } from 'node:util';
import type { Call, Handlers } from '../house.js';
import { findJob, readJob, saveJob } from '../jobs/find-job.js';
import { makeJobFolder } from '../jobs/insert-job.js';
import { changeSession } from '../live/find-session.js';
import {
  insertSessionJob,
  killSessionJob,
  queueSessionJob,
  refuseActive,
  requireSessionJob,
} from '../live/session-jobs.js';
import { countSelected } from '../live/streaming-classes.js';
import { conflict, invalid, notFound } from '../problem.js';

const what = 'streaming 2D classification';
const jobType = 'class_2D_streaming';
/** Parameters of the job that the session itself sets. */
const ownParams = new Set(['session_uid', 'compute_num_cpus']);

/** Streaming 2D classification of a session: its job, and the choice of classes. */
export const sessionClass2dFunctions: Handlers = {
  'sessions.update_phase2_class2D_params': (call, { project_uid, session_uid, body }) => {
    const known = findJobDefinition(jobType)?.params ?? {};
    for (const [name, value] of Object.entries(jobParams(body))) {
      const param = Object.hasOwn(known, name) && !ownParams.has(name) ? known[name] : undefined;
      if (param === undefined) throw invalid('body', name, `${jobType} has no such parameter.`, value);
      const read = param.type.safeParse(value);
      const sentence = read.error?.issues[0]?.message;
      if (sentence !== undefined) throw invalid('body', name, `${param.spec.title ?? name}: ${sentence}.`, value);
    }
    return changeSession(call, project_uid, session_uid, (session) => {
      session.phase2_class2D_params_spec = body;
    });
  },

  'sessions.setup_phase2_class2D': (call, { project_uid, session_uid }) =>
    setUpJob(call, project_uid, session_uid, (session) => {
      const known = session.phase2_class2D_job;
      if (known !== null && readJob(call, project_uid, known) !== null) {
        throw conflict(`${session_uid} has ${known} for its ${what}: reinitialize or clear it.`);
      }
      const job = insertSessionJob(call, session, {
        type: jobType,
        title: 'Streaming 2D',
        params: jobParams(session.phase2_class2D_params_spec),
      });
      forgetClasses(call, session);
      session.phase2_class2D_job = job.uid;
      session.phase2_class2D_params_spec_used = null;
      session.phase2_class2D_restart = true;
      return job;
    }),

  'sessions.reinitialize_phase2_class2D': (call, { project_uid, session_uid }) =>
    setUpJob(call, project_uid, session_uid, (session) => {
      const job = requireSessionJob(call, session, session.phase2_class2D_job, what);
      refuseActive(job);
      giveParams(job, session);
      Object.assign(job, { status: 'building', errors_run: [], has_error: false } satisfies Partial<Job>);
      saveJob(call, job);
      forgetClasses(call, session);
      session.phase2_class2D_restart = true;
      return job;
    }),

  'sessions.enqueue_phase2_class2D': (call, { project_uid, session_uid }) => {
    const job = change(call, project_uid, session_uid, (session) => {
      const own = requireSessionJob(call, session, session.phase2_class2D_job, what);
      refuseActive(own);
      const used = session.phase2_class2D_params_spec_used;
      const same = isDeepStrictEqual(used, session.phase2_class2D_params_spec);
      if (used !== null && !same && !session.phase2_class2D_restart) {
        throw conflict(`The parameters are not those that ${own.uid} began with: reinitialize it to begin anew.`);
      }
      giveParams(own, session);
      const { phase_two_lane: lane, priority } = session.compute_resources;
      queueSessionJob(call, own, lane, priority);
      return own;
    });
    call.wakeQueue();
    return job;
  },

  'sessions.stop_phase2_class2D': (call, { project_uid, session_uid }) => {
    const ended: string[] = [];
    const stopped = changeSession(call, project_uid, session_uid, (session) => {
      const job = requireSessionJob(call, session, session.phase2_class2D_job, what);
      if (!killSessionJob(call, job)) throw conflict(`${job.uid} is ${job.status}: there is nothing to stop.`);
      ended.push(job.uid);
    });
    for (const uid of ended) call.endWorker(project_uid, uid);
    return stopped;
  },

  'sessions.clear_phase2_class2D': (call, { project_uid, session_uid }) => {
    const ended: string[] = [];
    const cleared = changeSession(call, project_uid, session_uid, (session) => {
      const job = requireSessionJob(call, session, session.phase2_class2D_job, what);
      if (killSessionJob(call, job)) ended.push(job.uid);
      forgetClasses(call, session);
      session.phase2_class2D_job = null;
      session.phase2_class2D_params_spec_used = null;
      session.phase2_class2D_restart = false;
    });
    for (const uid of ended) call.endWorker(project_uid, uid);
    return cleared;
  },

  'sessions.toggle_class2d_template': (call, { project_uid, session_uid, template_idx }) =>
    choose(call, project_uid, session_uid, (info) => toggleClass(info, template_idx)),
  'sessions.toggle_all_class2d_templates': (call, { project_uid, session_uid }) =>
    choose(call, project_uid, session_uid, invertSelection),
  'sessions.select_all_class2d_templates': (call, { project_uid, session_uid, direction }) =>
    choose(call, project_uid, session_uid, (info) => selectAllClasses(info, direction === 'select')),
  'sessions.select_class2d_templates_with_threshold_index': (
    call,
    { project_uid, session_uid, template_idx, dimension, direction },
  ) =>
    choose(call, project_uid, session_uid, (info) =>
      selectFromClass(info, requireClass(info, template_idx).class_idx, dimension, direction),
    ),
  'sessions.select_class2d_templates_with_thresholds': (
    call,
    { project_uid, session_uid, template_selection_thresholds },
  ) => choose(call, project_uid, session_uid, (info) => selectByThresholds(info, template_selection_thresholds)),
};

/** The class with this number. @throws Problem 404 */
export function requireClass(info: readonly TemplateClassInfo[], index: number): TemplateClassInfo {
  const found = info.find((one) => one.class_idx === index);
  if (found === undefined) throw notFound(`Class ${index}`);
  return found;
}

export function toggleClass(info: readonly TemplateClassInfo[], index: number): TemplateClassInfo[] {
  return selectClass(info, index, !requireClass(info, index).selected);
}

function choose(
  call: Call,
  projectUid: string,
  sessionUid: string,
  select: (info: readonly TemplateClassInfo[]) => TemplateClassInfo[],
): Session {
  return changeSession(call, projectUid, sessionUid, (session) => {
    if (!session.phase2_class2D_ready_partial) throw conflict(`${sessionUid} has no classes to select from yet.`);
    session.phase2_class2D_info = select(session.phase2_class2D_info);
    countSelected(session);
  });
}

/** What a job is given of a session's parameters: all but the pixel size of micrographs, which it reads. */
function jobParams(spec: Session['phase2_class2D_params_spec']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => name !== 'psize_mic'));
}

/** Gives a job the session's parameters; those that it had of it before and that are gone become usual again. */
function giveParams({ spec }: Job, session: Session): void {
  const { phase2_class2D_params_spec: wanted, phase2_class2D_params_spec_used: used } = session;
  const before = new Set(Object.keys(used ?? {}));
  const others = Object.entries(spec.params).filter(([name]) => !before.has(name));
  spec.params = { ...Object.fromEntries(others), ...jobParams(wanted) };
}

function forgetClasses(call: Call, session: Session): void {
  for (const { fileid } of session.phase2_class2D_info) call.store.assets.remove(fileid);
  Object.assign(session, {
    phase2_class2D_info: [],
    phase2_class2D_ready: false,
    phase2_class2D_ready_partial: false,
    phase2_class2D_particles_out: null,
    phase2_class2D_last_updated: null,
    phase2_class2D_num_particles_in: 0,
  } satisfies Partial<Session>);
  countSelected(session);
}

/** Changes a session together with a job of it, and answers with the job. */
export function change(call: Call, projectUid: string, sessionUid: string, work: (session: Session) => Job): Job {
  let uid = '';
  changeSession(call, projectUid, sessionUid, (session) => {
    uid = work(session).uid;
  });
  return findJob(call, projectUid, uid);
}

/** As `change`, and makes the job's folder. */
export async function setUpJob(
  call: Call,
  projectUid: string,
  sessionUid: string,
  work: (session: Session) => Job,
): Promise<Job> {
  const job = change(call, projectUid, sessionUid, work);
  await makeJobFolder(call, job);
  return job;
}
