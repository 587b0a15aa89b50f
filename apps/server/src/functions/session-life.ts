import { rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { dataManagementStats, sessionStats, type Session } from '@vitreous/schema';
import { callerOf, type Call, type Handlers } from '../house.js';
import { activeStatuses, readJob } from '../jobs/find-job.js';
import { markDeleted, removeJobFiles } from '../jobs/remove-jobs.js';
import { changeSession, findSession, requireStatus } from '../live/find-session.js';
import { makeSessionFolder } from '../live/new-session.js';
import { withoutSpans } from '../live/picker-limits.js';
import { startSession, stopSession } from '../live/run-session.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { conflict, invalid } from '../problem.js';
import { requireLane } from '../queue/choose-lane.js';
import { resolveInProject } from '../projects/project-file.js';
import { findOpenProject } from '../projects/find-project.js';
import { changeFacts, readFacts } from '../live/engine-facts.js';
import { endOwnJobs } from '../live/session-jobs.js';

/** How a session runs: from its start to its end. */
export const sessionLifeFunctions: Handlers = {
  'sessions.start': async (call, { project_uid, session_uid }) => {
    await requireOpenPaths(call, findSession(call, project_uid, session_uid));
    return changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['paused', 'completed'], 'start it');
      const { phase_one_lane: lane } = session.compute_resources;
      if (lane !== null) requireLane(call, lane);
      changeFacts(call, session, { trouble: null });
      startSession(call, session, callerOf(call)._id);
      if (session.errors.length > 0) {
        const places = session.errors.map(({ loc, type }) => `${loc.join('.')} (${type})`).join(', ');
        throw conflict(`${session_uid} cannot start before this is right: ${places}.`);
      }
      // A worker that was killed in an earlier run is not held against this one.
      for (const uid of Object.keys(session.phase_one_workers)) {
        if (readJob(call, project_uid, uid)?.status === 'killed')
          Reflect.deleteProperty(session.phase_one_workers, uid);
      }
    });
  },

  'sessions.pause': (call, { project_uid, session_uid }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['running'], 'pause it');
      stopSession(call, session, null);
    }),

  'sessions.mark_session_completed': (call, { project_uid, session_uid }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['paused', 'completed'], 'mark it as completed');
      session.status = 'completed';
      session.completed_at = call.now().toISOString();
      changeFacts(call, session, { trouble: null });
    }),

  'sessions.configure_auto_pause': (call, { project_uid, session_uid, auto_pause, auto_pause_after_idle_minutes }) => {
    if (auto_pause_after_idle_minutes < 0) {
      throw invalid(
        'query',
        'auto_pause_after_idle_minutes',
        'Expected a number of minutes.',
        auto_pause_after_idle_minutes,
      );
    }
    return changeSession(call, project_uid, session_uid, (session) => {
      session.auto_pause = auto_pause;
      session.auto_pause_after_idle_minutes = auto_pause_after_idle_minutes;
    });
  },

  'sessions.update_compute_configuration': (call, { project_uid, session_uid, body }) => {
    const refuse = (name: string, sentence: string, input: unknown): never => {
      throw invalid('body', name, sentence, input);
    };
    if (body.priority < 0 || body.priority > 100) refuse('priority', 'Expected 0 to 100.', body.priority);
    for (const name of ['phase_one_gpus', 'phase_one_workers_per_gpu', 'phase_two_gpus', 'auxiliary_gpus'] as const) {
      if (body[name] < 0 || body[name] > 1000) refuse(name, 'Expected 0 to 1000.', body[name]);
    }
    return changeSession(call, project_uid, session_uid, (session) => {
      for (const name of ['phase_one_lane', 'phase_two_lane', 'auxiliary_lane'] as const) {
        const lane = body[name];
        if (lane !== null && lane !== session.compute_resources[name]) requireLane(call, lane);
      }
      session.compute_resources = body;
    }).compute_resources;
  },

  'sessions.set_session_exposure_processing_priority': (
    call,
    { project_uid, session_uid, exposure_processing_priority },
  ) =>
    changeSession(call, project_uid, session_uid, (session) => {
      session.exposure_processing_priority = exposure_processing_priority;
    }),

  'sessions.set_session_phase_one_wait_for_exposures': (
    call,
    { project_uid, session_uid, phase_one_wait_for_exposures },
  ) =>
    changeSession(call, project_uid, session_uid, (session) => {
      session.phase_one_wait_for_exposures = phase_one_wait_for_exposures;
    }),

  'sessions.clear_session': async (call, { project_uid, session_uid }) => {
    const { project_dir: directory } = findOpenProject(call, project_uid);
    const before = findSession(call, project_uid, session_uid);
    const jobs = call.store.transact(() => {
      requireStatus(before, ['paused', 'completed', 'compacted', 'restoration_failed'], 'clear it');
      const workers = Object.keys(before.phase_one_workers).flatMap((uid) => readJob(call, project_uid, uid) ?? []);
      const busy = workers.filter(({ status }) => activeStatuses.has(status)).map(({ uid }) => uid);
      if (busy.length > 0)
        throw conflict(`${busy.join(', ')} still finish what they have in hand: wait, or kill them.`);
      const gone = markDeleted(
        call,
        project_uid,
        workers.map(({ uid }) => uid),
      );
      changeSession(call, project_uid, session_uid, (session) => {
        const { phase2_class2D_job, phase2_abinit_job, phase2_refine_job, template_creation_job } = session;
        endOwnJobs(call, session, [phase2_class2D_job, phase2_abinit_job, phase2_refine_job, template_creation_job]);
        for (const { fileid } of [...session.phase2_class2D_info, ...session.template_creation_info])
          call.store.assets.remove(fileid);
        const { alarm } = readFacts(call, session);
        changeFacts(call, session, {
          ...{ trouble: null, last_found_at: null, compaction: null, passed_by: {}, template_exposures: [] },
          alarm: { ...alarm, state: null, last_alert: null },
        });
        Object.assign(session, cleared(session, call.now().toISOString()));
      });
      call.store.exposures.removeAll(before);
      return gone;
    });
    removeJobFiles(call, jobs);
    // Movies are links: what they lead to stays.
    await rm(join(directory, before.session_dir), { recursive: true, force: true });
    await makeSessionFolder(call, before);
    call.forgetScans(before);
    return findSession(call, project_uid, session_uid);
  },
};

/** Whoever starts a session must be allowed to read what it names, whoever named it. @throws Problem 403 or 422. */
async function requireOpenPaths(call: Call, { project_uid, exposure_groups: groups, params }: Session): Promise<void> {
  for (const { final, gainref_path: gain, defect_path: defects } of groups) {
    for (const path of final ? [gain, defects] : [])
      if (path !== null) await resolveAllowed(call, 'exposure_groups', path);
  }
  const { templates_selected: templates } = params;
  if (templates === null) return;
  if (isAbsolute(templates)) await resolveAllowed(call, 'templates_selected', templates);
  else await resolveInProject(call, findOpenProject(call, project_uid), 'templates_selected', templates);
}

/** Its jobs of templates, 2D classes and volumes are no longer its own: a worker that is still at it is told to end. */
const withoutJobs = {
  template_creation_job: null,
  template_creation_project: null,
  template_creation_num_particles_in: 0,
  template_creation_ready: false,
  template_creation_info: [],
  phase2_class2D_job: null,
  phase2_class2D_params_spec_used: null,
  phase2_class2D_restart: false,
  phase2_class2D_info: [],
  phase2_class2D_ready: false,
  phase2_class2D_ready_partial: false,
  phase2_class2D_particles_out: null,
  phase2_class2D_num_particles_in: 0,
  phase2_class2D_num_particles_seen: 0,
  phase2_class2D_num_particles_accepted: 0,
  phase2_class2D_num_particles_rejected: 0,
  phase2_class2D_last_updated: null,
  phase2_abinit_job: null,
  phase2_abinit_restart: false,
  phase2_abinit_info: [],
  phase2_abinit_ready: false,
  phase2_abinit_num_particles_in: 0,
  phase2_refine_job: null,
  phase2_refine_params_spec_used: null,
  phase2_refine_restart: false,
  phase2_refine_ready: false,
  phase2_refine_ready_partial: false,
  phase2_refine_num_particles_in: 0,
  phase2_refine_last_updated: null,
} satisfies Partial<Session>;

/** A session without anything that it found or made; its processing jobs stay. */
function cleared(session: Session, at: string): Partial<Session> {
  return {
    status: 'paused',
    cleared_at: at,
    completed_at: null,
    stats: sessionStats.parse({}),
    exposure_summary: {},
    computed_stats_last_run_time: at,
    elapsed_time: 0,
    max_timestamps: [],
    known_files: [],
    import_signatures: { count: 0, signatures: '' },
    file_engine_last_run: null,
    phase_one_workers: {},
    phase_one_workers_soft_kill: [],
    exposure_groups: session.exposure_groups.map((group) => ({ ...group, num_exposures_found: 0 })),
    picking_thresholds: withoutSpans(session.picking_thresholds),
    data_management: dataManagementStats.parse({}),
    compacted_exposures_count: 0,
    ...withoutJobs,
  };
}
