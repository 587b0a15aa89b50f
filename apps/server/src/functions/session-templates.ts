import { invertSelection, selectAllClasses, selectByThresholds, selectFromClass } from '@vitreous/job-kit';
import type { Session, TemplateClassInfo } from '@vitreous/schema';
import { among, equals, keptSql } from '@vitreous/store';
import type { Call, Handlers } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { makeJobFolder } from '../jobs/insert-job.js';
import { changeFacts } from '../live/engine-facts.js';
import { changeSession, findSession } from '../live/find-session.js';
import { describeTemplates, readTemplateTable, writeChosenTemplates } from '../live/picking-templates.js';
import { insertSessionJob, killSessionJob, queueSessionJob } from '../live/session-jobs.js';
import { conflict, invalid } from '../problem.js';
import { change, requireClass, toggleClass } from './session-class2d.js';

/** Templates for a session's picker: made of its own particles or taken from any job, and chosen. */
export const sessionTemplateFunctions: Handlers = {
  'sessions.setup_template_creation_class2D': async (
    call,
    { project_uid, session_uid, num_classes, picker_type, num_mics, override_particle_diameter_A, uid_lte },
  ) => {
    const refuse = (name: string, sentence: string, input: unknown): never => {
      throw invalid('query', name, sentence, input);
    };
    if (num_classes < 1 || num_classes > 2000) refuse('num_classes', 'Expected 1 to 2000 classes.', num_classes);
    if (num_mics < 1) refuse('num_mics', 'Expected one micrograph or more.', num_mics);
    const diameter = override_particle_diameter_A ?? null;
    if (diameter !== null && diameter <= 0) {
      refuse('override_particle_diameter_A', 'Expected a diameter above 0.', diameter);
    }
    const job = change(call, project_uid, session_uid, (session) => {
      const exposures = call.store.exposures
        .find(
          [
            ...equals('project_uid', project_uid),
            ...equals('session_uid', session_uid),
            ...equals('deleted', false),
            ...among('stage', ['ready', 'extract_manual']),
            {
              sql: `total_extracted_particles_${picker_type} > 0 AND failed = 0 AND test = 0 AND ${keptSql}`,
              values: [],
            },
            { sql: 'uid <= ?', values: [uid_lte ?? Number.MAX_SAFE_INTEGER] },
          ],
          { order: -1, limit: num_mics },
        )
        .reverse();
      if (exposures.length === 0) throw conflict(`${session_uid} has no particles of the ${picker_type} picker yet.`);
      forgetTemplates(call, session);
      const made = insertSessionJob(call, session, {
        type: 'class_2D_streaming',
        title: 'Templates',
        // Particles lie within a disc somewhat wider than they are.
        params: {
          class2D_K: num_classes,
          class2D_window_inner_A: diameter === null ? null : 1.2 * diameter,
          idle_s: 0,
        },
      });
      session.template_creation_job = made.uid;
      session.template_creation_project = project_uid;
      changeFacts(call, session, {
        template_exposures: exposures.map(({ uid }) => uid),
        template_picker: picker_type,
      });
      queueSessionJob(call, made, session.compute_resources.auxiliary_lane, session.compute_resources.priority);
      return made;
    });
    await makeJobFolder(call, job);
    call.wakeQueue();
    return job;
  },

  'sessions.set_template_creation_job': async (
    call,
    { project_uid, session_uid, job_uid, template_creation_project_uid },
  ) => {
    const source = template_creation_project_uid ?? project_uid;
    const table = await readTemplateTable(call, source, job_uid);
    const info = await describeTemplates(call, findSession(call, project_uid, session_uid), job_uid, table);
    return changeSession(call, project_uid, session_uid, (session) => {
      forgetTemplates(call, session);
      session.template_creation_job = job_uid;
      session.template_creation_project = source;
      session.template_creation_info = info;
      session.template_creation_ready = true;
      session.template_creation_num_particles_in = info.reduce((sum, one) => sum + one.num_particles_total, 0);
    });
  },

  'sessions.clear_template_creation_class2D': (call, { project_uid, session_uid }) => {
    const ended: string[] = [];
    const cleared = changeSession(call, project_uid, session_uid, (session) => {
      const { template_creation_job: uid } = session;
      const job =
        uid === null || session.template_creation_project !== project_uid ? null : readJob(call, project_uid, uid);
      // Only a job of its own: what somebody took from another goes on.
      const isOwn = job?.spec.type === 'class_2D_streaming' && job.spec.params['session_uid'] === session_uid;
      if (isOwn && uid !== session.phase2_class2D_job && killSessionJob(call, job)) ended.push(job.uid);
      forgetTemplates(call, session);
      session.template_creation_job = null;
      session.template_creation_project = null;
    });
    for (const uid of ended) call.endWorker(project_uid, uid);
    return cleared;
  },

  'sessions.toggle_picking_template': (call, { project_uid, session_uid, template_idx }) =>
    choose(call, project_uid, session_uid, (info) => toggleClass(info, template_idx)),
  'sessions.toggle_all_picking_templates': (call, { project_uid, session_uid }) =>
    choose(call, project_uid, session_uid, invertSelection),
  'sessions.select_all_picking_templates': (call, { project_uid, session_uid, direction }) =>
    choose(call, project_uid, session_uid, (info) => selectAllClasses(info, direction === 'select')),
  'sessions.select_picking_templates_with_threshold_index': (
    call,
    { project_uid, session_uid, template_idx, dimension, direction },
  ) =>
    choose(call, project_uid, session_uid, (info) =>
      selectFromClass(info, requireClass(info, template_idx).class_idx, dimension, direction),
    ),
  'sessions.select_picking_templates_with_thresholds': (
    call,
    { project_uid, session_uid, template_selection_thresholds },
  ) => choose(call, project_uid, session_uid, (info) => selectByThresholds(info, template_selection_thresholds)),
};

/**
 * Changes which templates are chosen. They are written as a stack, which becomes the session's parameter `templates_selected`: the
 * template picker, once it is the session's picker, uses it for what is picked from then on.
 */
async function choose(
  call: Call,
  projectUid: string,
  sessionUid: string,
  select: (info: readonly TemplateClassInfo[]) => TemplateClassInfo[],
): Promise<Session> {
  const before = findSession(call, projectUid, sessionUid);
  const { template_creation_job: job, template_creation_project: source } = before;
  if (!before.template_creation_ready || job === null || source === null) {
    throw conflict(`${sessionUid} has no templates to choose from yet.`);
  }
  const info = select(before.template_creation_info);
  const chosen = new Set(info.flatMap((one) => (one.selected ? [one.class_idx] : [])));
  const path = await writeChosenTemplates(call, before, await readTemplateTable(call, source, job), chosen);
  return changeSession(call, projectUid, sessionUid, (session) => {
    if (session.template_creation_job !== job || session.template_creation_project !== source) {
      throw conflict(`The templates of ${sessionUid} have changed meanwhile.`);
    }
    session.template_creation_info = info;
    session.parameter_version += 1;
    session.params = { ...session.params, templates_from_job: job, templates_selected: path };
    call.store.sessionParams.set(session, session.parameter_version, session.params);
  });
}

function forgetTemplates(call: Call, session: Session): void {
  for (const { fileid } of session.template_creation_info) call.store.assets.remove(fileid);
  Object.assign(session, {
    template_creation_info: [],
    template_creation_ready: false,
    template_creation_num_particles_in: 0,
  } satisfies Partial<Session>);
}
