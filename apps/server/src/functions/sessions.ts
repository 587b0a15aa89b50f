import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '@vitreous/schema';
import { among, between, equals, type Condition } from '@vitreous/store';
import { callerOf, type Call, type Handlers } from '../house.js';
import { visibleProjects } from '../jobs/job-conditions.js';
import { markDeleted, removeJobFiles } from '../jobs/remove-jobs.js';
import { changeJob } from '../jobs/find-job.js';
import { changeSession, findSession, requireStatus } from '../live/find-session.js';
import { insertSession, makeSessionFolder } from '../live/new-session.js';
import { withoutSpans } from '../live/picker-limits.js';
import { conflict } from '../problem.js';
import { toggle } from '../projects/change.js';
import { findOpenProject } from '../projects/find-project.js';
import { previewWorkspaceDelete } from '../projects/preview-delete.js';
import { updateStatistics } from '../projects/statistics.js';
import { checkLimit, checkTitle } from './projects.js';
import { requireTag } from './tags.js';

interface Filter {
  readonly id?: string[] | undefined;
  readonly uid?: string[] | undefined;
  readonly session_uid?: string[] | undefined;
  readonly project_uid?: string[] | undefined;
  readonly created_at?: [string, string] | undefined;
  readonly updated_at?: [string, string] | undefined;
  readonly cleared_at?: [string, string] | undefined;
  readonly status?: Session['status'][] | undefined;
  readonly deleted?: boolean | undefined;
}

/** Sessions as records: what they do is in session-life.ts and its siblings. */
export const sessionFunctions: Handlers = {
  'sessions.find': (call, { order, after, limit, ...filter }) =>
    call.store.workspaces.find(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) }) as Session[],

  'sessions.count': (call, filter) => call.store.workspaces.count(conditionsOf(call, filter)),

  'sessions.find_one': (call, { project_uid, session_uid }) => findSession(call, project_uid, session_uid),

  'sessions.create': (call, { project_uid, title, description, created_by_job_uid }) =>
    create(call, project_uid, {
      title: checkTitle(title),
      description: description ?? null,
      created_by_job_uid: created_by_job_uid ?? null,
    }),

  'sessions.clone': (call, { project_uid, session_uid, title, description, created_by_job_uid }) => {
    const from = findSession(call, project_uid, session_uid);
    const wanted = {
      title: checkTitle(title ?? `${from.title ?? session_uid} (copy)`),
      description: description ?? from.description,
      created_by_job_uid: created_by_job_uid ?? null,
    };
    return create(call, project_uid, wanted, from);
  },

  'sessions.view': (call, { project_uid, session_uid }) =>
    call.store.transact(() => {
      const caller = callerOf(call);
      const { uid } = findSession(call, project_uid, session_uid);
      const user = call.store.users.get(caller._id) ?? caller;
      const others = user.state.recentWorkspaces.filter(
        (recent) => recent.project_uid !== project_uid || recent.workspace_uid !== uid,
      );
      user.state.recentWorkspaces = [{ project_uid, workspace_uid: uid }, ...others].slice(0, 20);
      call.store.users.save(user);
      return changeSession(call, project_uid, session_uid, (session) => {
        session.last_accessed = { name: caller.name, accessed_at: call.now().toISOString() };
      });
    }),

  'sessions.star_session': (call, input) => star(call, input, true),

  'sessions.unstar_session': (call, input) => star(call, input, false),

  'sessions.add_tag': (call, { project_uid, session_uid, tag_uid }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireTag(call, tag_uid, ['session']);
      session.tags = toggle(session.tags, tag_uid, true);
    }),

  'sessions.remove_tag': (call, { project_uid, session_uid, tag_uid }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      session.tags = toggle(session.tags, tag_uid, false);
    }),

  'sessions.delete': (call, { project_uid, session_uid }) => {
    const { session, jobs } = call.store.transact(() => remove(call, project_uid, session_uid));
    removeJobFiles(call, jobs);
    call.wakeSessions();
    call.inBackground('Removing files of a deleted session', async () => {
      const { project_dir: directory } = findOpenProject(call, project_uid);
      await rm(join(directory, session.session_dir), { recursive: true, force: true });
    });
    return null;
  },
};

/** Deletes a session with the jobs that are only in it, inside a transaction. */
function remove(
  call: Call,
  projectUid: string,
  sessionUid: string,
): { session: Session; jobs: ReturnType<typeof markDeleted> } {
  const found = findSession(call, projectUid, sessionUid);
  requireStatus(found, ['paused', 'completed', 'compacted', 'restoration_failed'], 'delete it');
  const preview = previewWorkspaceDelete(call, found);
  if (preview.keep.length > 0) {
    const names = preview.keep.map(({ uid, reason }) => `${uid} (${reason})`).join(', ');
    throw conflict(`${sessionUid} holds jobs that cannot be deleted: ${names}. Move or unmark them first.`);
  }
  const jobs = markDeleted(
    call,
    projectUid,
    preview.delete.map(({ uid }) => uid),
  );
  for (const { uid } of preview.unlink) {
    changeJob(call, projectUid, uid, (job) => {
      job.workspace_uids = toggle(job.workspace_uids, found.uid, false);
    });
  }
  const session = changeSession(call, projectUid, sessionUid, (one) => {
    one.deleted = true;
  });
  call.store.exposures.removeAll(session);
  call.store.sessionParams.removeAll(session);
  updateStatistics(call, projectUid);
  return { session, jobs };
}

async function create(
  call: Call,
  projectUid: string,
  wanted: Parameters<typeof insertSession>[2],
  from?: Session,
): Promise<Session> {
  const created = call.store.transact(() => {
    const groups = from?.exposure_groups.map((group) => ({
      ...group,
      exp_group_id: nextGroupId(call, projectUid),
      final: false,
      num_exposures_found: 0,
      is_any_eer: false,
    }));
    const like: Partial<Session> =
      from === undefined
        ? {}
        : {
            params: from.params,
            attributes: from.attributes,
            picking_thresholds: withoutSpans(from.picking_thresholds),
            compute_resources: from.compute_resources,
            phase_one_wait_for_exposures: from.phase_one_wait_for_exposures,
            exposure_processing_priority: from.exposure_processing_priority,
            auto_pause: from.auto_pause,
            auto_pause_after_idle_minutes: from.auto_pause_after_idle_minutes,
            phase2_class2D_params_spec: from.phase2_class2D_params_spec,
            phase2_abinit_params_spec: from.phase2_abinit_params_spec,
            phase2_refine_params_spec: from.phase2_refine_params_spec,
            exposure_groups: groups ?? [],
          };
    return insertSession(call, projectUid, wanted, like);
  });
  await makeSessionFolder(call, created);
  await call.flushMirror();
  return created;
}

/** A number for an exposure group that no other of the project has, inside a transaction. */
export function nextGroupId(call: Call, projectUid: string): number {
  const project = findOpenProject(call, projectUid);
  const number = (project.last_exp_group_id_used ?? 0) + 1;
  project.last_exp_group_id_used = number;
  project.updated_at = call.now().toISOString();
  project.autodump = true;
  call.store.projects.save(project);
  return number;
}

function conditionsOf(call: Call, filter: Filter): Condition[] {
  return [
    ...equals('workspace_type', 'live'),
    ...among('project_uid', visibleProjects(call, filter.project_uid)),
    ...among('id', filter.id),
    ...among('uid', filter.uid),
    ...among('session_uid', filter.session_uid),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
    ...between('cleared_at', filter.cleared_at),
    ...among('session_status', filter.status),
    ...equals('deleted', filter.deleted),
  ];
}

function star(
  call: Call,
  { project_uid, session_uid }: { project_uid: string; session_uid: string },
  starred: boolean,
): Session {
  return changeSession(call, project_uid, session_uid, (session) => {
    session.starred_by = toggle(session.starred_by, callerOf(call)._id, starred);
  });
}
