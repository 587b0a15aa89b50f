import { workspace as workspaceModel, type Session, type Workspace } from '@vitreous/schema';
import { among, between, createId, equals, type Condition } from '@vitreous/store';
import { callerOf, type Call, type Handlers } from '../house.js';
import { changeJob } from '../jobs/find-job.js';
import { jobsOfProject, reach } from '../jobs/lineage.js';
import { markDeleted, removeJobFiles } from '../jobs/remove-jobs.js';
import { visibleProjects } from '../jobs/job-conditions.js';
import { changeWorkspace, toggle } from '../projects/change.js';
import { findOpenProject, findWorkspace } from '../projects/find-project.js';
import { previewWorkspaceDelete } from '../projects/preview-delete.js';
import { updateStatistics } from '../projects/statistics.js';
import { checkLimit, checkTitle } from './projects.js';

interface Filter {
  readonly id?: string[] | undefined;
  readonly uid?: string[] | undefined;
  readonly project_uid?: string[] | undefined;
  readonly created_at?: [string, string] | undefined;
  readonly updated_at?: [string, string] | undefined;
  readonly deleted?: boolean | undefined;
}

export const workspaceFunctions: Handlers = {
  'workspaces.find': (call, { order, after, limit, ...filter }) =>
    call.store.workspaces.find(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) }),

  'workspaces.count': (call, filter) => call.store.workspaces.count(conditionsOf(call, filter)),

  'workspaces.find_one': (call, { project_uid, workspace_uid }) => findWorkspace(call, project_uid, workspace_uid),

  'workspaces.create': (call, { project_uid, title, description, created_by_job_uid }) => {
    const created = call.store.transact(() => {
      const inserted = insertWorkspace(call, project_uid, checkTitle(title), description ?? null);
      inserted.created_by_job_uid = created_by_job_uid ?? null;
      call.store.workspaces.save(inserted);
      updateStatistics(call, project_uid);
      return inserted;
    });
    call.wakeMirror();
    return created;
  },

  'workspaces.set_title': (call, { project_uid, workspace_uid, title }) =>
    changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
      workspace.title = checkTitle(title);
    }),

  'workspaces.set_description': (call, { project_uid, workspace_uid, description }) =>
    changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
      workspace.description = description;
    }),

  'workspaces.view': (call, { project_uid, workspace_uid }) => {
    const caller = callerOf(call);
    const accessed_at = call.now().toISOString();
    return call.store.transact(() => {
      const user = call.store.users.get(caller._id) ?? caller;
      const others = user.state.recentWorkspaces.filter(
        (recent) => recent.project_uid !== project_uid || recent.workspace_uid !== workspace_uid,
      );
      user.state.recentWorkspaces = [{ project_uid, workspace_uid }, ...others].slice(0, 20);
      call.store.users.save(user);
      return changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
        workspace.last_accessed = { name: caller.name, accessed_at };
      });
    });
  },

  'workspaces.star_workspace': (call, input) => star(call, input, true),

  'workspaces.unstar_workspace': (call, input) => star(call, input, false),

  'workspaces.preview_delete': (call, { project_uid, workspace_uid }) =>
    previewWorkspaceDelete(call, findWorkspace(call, project_uid, workspace_uid)),

  'workspaces.delete': (call, { project_uid, workspace_uid }) => {
    const deleted = call.store.transact(() => {
      findOpenProject(call, project_uid);
      const preview = previewWorkspaceDelete(call, findWorkspace(call, project_uid, workspace_uid));
      const jobs = markDeleted(
        call,
        project_uid,
        preview.delete.map(({ uid }) => uid),
      );
      for (const { uid } of preview.unlink) {
        changeJob(call, project_uid, uid, (job) => {
          job.workspace_uids = toggle(job.workspace_uids, workspace_uid, false);
        });
      }
      // With jobs kept in it, the workspace stays.
      if (preview.keep.length > 0) return jobs;
      changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
        workspace.deleted = true;
      });
      updateStatistics(call, project_uid);
      return jobs;
    });
    removeJobFiles(call, deleted);
    return null;
  },

  'workspaces.find_workspace_ancestor_uids': (call, { project_uid, workspace_uid, job_uids }) => {
    const { near, far } = partition(call, project_uid, workspace_uid, job_uids, 'parents');
    return { ancestors: near, non_ancestors: far };
  },

  'workspaces.find_workspace_descendant_uids': (call, { project_uid, workspace_uid, job_uids }) => {
    const { near, far } = partition(call, project_uid, workspace_uid, job_uids, 'children');
    return { descendants: near, non_descendants: far };
  },
};

/** The jobs of a workspace that are reached from some jobs by their parents or children, and the others. */
function partition(
  call: Call,
  projectUid: string,
  workspaceUid: string,
  jobUids: readonly string[],
  way: 'parents' | 'children',
): { near: string[]; far: string[] } {
  findWorkspace(call, projectUid, workspaceUid);
  const jobs = jobsOfProject(call, projectUid);
  const reached = reach(jobs, jobUids, way);
  const here = [...jobs.values()].filter((job) => job.workspace_uids.includes(workspaceUid)).map(({ uid }) => uid);
  return { near: here.filter((uid) => reached.has(uid)), far: here.filter((uid) => !reached.has(uid)) };
}

function conditionsOf(call: Call, filter: Filter): Condition[] {
  return [
    ...among('project_uid', visibleProjects(call, filter.project_uid)),
    ...among('id', filter.id),
    ...among('uid', filter.uid),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
    ...equals('deleted', filter.deleted),
  ];
}

/** Puts a new workspace into the database; inside a transaction. */
export function insertWorkspace(call: Call, projectUid: string, title: string, description: string | null): Workspace {
  const project = findOpenProject(call, projectUid);
  const now = call.now();
  const number = call.store.counters.next(`${projectUid}/workspace`);
  const created = workspaceModel.parse({
    _id: createId(now.getTime()),
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    uid: `W${number}`,
    uid_num: number,
    project_uid: projectUid,
    project_uid_num: project.uid_num,
    workspace_type: 'base',
    created_by_user_id: callerOf(call)._id,
    title,
    description,
  });
  call.store.workspaces.insert(created);
  return created;
}

function star(
  call: Call,
  { project_uid, workspace_uid }: { project_uid: string; workspace_uid: string },
  starred: boolean,
): Workspace | Session {
  return changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
    workspace.starred_by = toggle(workspace.starred_by, callerOf(call)._id, starred);
  });
}
