import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { project as projectModel, type Project } from '@vitreous/schema';
import { among, between, createId, equals, holds, type Condition } from '@vitreous/store';
import { callerOf, isAdmin, WrittenList, type Call, type Handlers } from '../house.js';
import { forbidden, invalid } from '../problem.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { changeProject, changeAnyProject, toggle } from '../projects/change.js';
import { findProject } from '../projects/find-project.js';
import { claimDirectory } from '../projects/lock-file.js';
import { slugOfTitle } from '../projects/title-slug.js';

interface Filter {
  readonly id?: string[] | undefined;
  readonly uid?: string[] | undefined;
  readonly created_at?: [string, string] | undefined;
  readonly updated_at?: [string, string] | undefined;
  readonly project_dir?: string | undefined;
  readonly owner_user_id?: string | undefined;
  readonly users_with_access?: string[] | undefined;
  readonly deleted?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly detached?: boolean | undefined;
}

/** Projects, their titles and settings, and who may use them. */
export const projectFunctions: Handlers = {
  'projects.find': (call, { order, after, limit, ...filter }) =>
    new WrittenList(
      call.store.projects.findText(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) }),
    ),

  'projects.count': (call, filter) => call.store.projects.count(conditionsOf(call, filter)),

  'projects.find_one': (call, { project_uid }) => findProject(call, project_uid),

  'projects.get_title_slug': (_call, { title }) => slugOfTitle(title),

  'projects.check_directory': (call, { path }) => checkContainer(call, 'path', path),

  'projects.create': async (call, { title, description, parent_dir }) => {
    const clean = checkTitle(title);
    const container = await checkContainer(call, 'parent_dir', parent_dir);
    const directory = await makeDirectory(container, slugOfTitle(clean));
    try {
      await claimDirectory(directory, call.instanceUid);
      const created = insertProject(call, clean, description ?? '', directory);
      // A new directory tells at once what it is.
      await call.flushMirror();
      return created;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  },

  'projects.set_title': (call, { project_uid, title }) =>
    changeProject(call, project_uid, (project) => {
      project.title = checkTitle(title);
    }),

  'projects.set_description': (call, { project_uid, description }) =>
    changeProject(call, project_uid, (project) => {
      project.description = description;
    }),

  'projects.view': (call, { project_uid }) => {
    const accessed_at = call.now().toISOString();
    const caller = callerOf(call);
    return call.store.transact(() => {
      const user = call.store.users.get(caller._id) ?? caller;
      user.state.recentProjects = [project_uid, ...toggle(user.state.recentProjects, project_uid, false)].slice(0, 20);
      call.store.users.save(user);
      return changeAnyProject(call, project_uid, (project) => {
        project.last_accessed = { name: caller.name, accessed_at };
      });
    });
  },

  'projects.get_directory': (call, { project_uid }) => findProject(call, project_uid).project_dir,

  'projects.get_owner_id': (call, { project_uid }) => findProject(call, project_uid).owner_user_id,

  'projects.set_owner': (call, { project_uid, user_id }) =>
    changeProject(call, project_uid, (project) => {
      requireOwner(call, project);
      requireUser(call, user_id);
      project.owner_user_id = user_id;
      project.users_with_access = toggle(project.users_with_access, user_id, true);
    }),

  'projects.add_user_access': (call, { project_uid, user_id }) =>
    changeProject(call, project_uid, (project) => {
      requireOwner(call, project);
      requireUser(call, user_id);
      project.users_with_access = toggle(project.users_with_access, user_id, true);
    }),

  'projects.remove_user_access': (call, { project_uid, user_id }) =>
    changeProject(call, project_uid, (project) => {
      requireOwner(call, project);
      if (user_id === project.owner_user_id) {
        throw invalid('path', 'user_id', 'The owner keeps access: make somebody else the owner first.', user_id);
      }
      project.users_with_access = toggle(project.users_with_access, user_id, false);
    }),

  'projects.set_default_param': (call, { project_uid, name, value }) =>
    changeProject(call, project_uid, (project) => {
      project.project_params_pdef = { ...project.project_params_pdef, [name]: value };
    }),

  'projects.clear_default_param': (call, { project_uid, name }) =>
    changeProject(call, project_uid, (project) => {
      const kept = Object.entries(project.project_params_pdef).filter(([key]) => key !== name);
      project.project_params_pdef = Object.fromEntries(kept);
    }),

  'projects.get_next_exposure_group_id': (call, { project_uid }) =>
    changeProject(call, project_uid, (project) => {
      project.last_exp_group_id_used = (project.last_exp_group_id_used ?? 0) + 1;
    }).last_exp_group_id_used ?? 1,

  'projects.get_generate_intermediate_results_settings': (call, { project_uid }) =>
    findProject(call, project_uid).generate_intermediate_results_settings,

  'projects.set_generate_intermediate_results_settings': (call, { project_uid, body }) =>
    changeProject(call, project_uid, (project) => {
      project.generate_intermediate_results_settings = body;
    }),

  'projects.get_generate_intermediate_results_job_types': () => ['class_2D_new', 'class_3D', 'var_3D_disp'],

  'projects.star_project': (call, { project_uid }) => star(call, project_uid, true),

  'projects.unstar_project': (call, { project_uid }) => star(call, project_uid, false),

  'projects.reset_autodump': (call, { project_uid }) => {
    const reset = call.store.transact(() => {
      for (const table of [call.store.workspaces, call.store.jobs]) {
        for (const record of table.find(equals('project_uid', project_uid))) {
          record.autodump = true;
          table.save(record as never);
        }
      }
      return changeAnyProject(call, project_uid, (project) => {
        project.autodump_failed = false;
        project.autodump_errors = [];
      });
    });
    call.wakeMirror();
    return reset;
  },
};

/** Most records of one answer. */
export function checkLimit(limit: number | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (limit < 0) throw invalid('query', 'limit', 'Expected a number of records, 0 for all.', limit);
  return limit === 0 ? undefined : limit;
}

function conditionsOf(call: Call, filter: Filter): Condition[] {
  const caller = callerOf(call);
  return [
    ...among('id', filter.id),
    ...among('uid', filter.uid),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
    ...equals('project_dir', filter.project_dir),
    ...equals('owner_user_id', filter.owner_user_id),
    ...holds('users_with_access', filter.users_with_access),
    ...equals('deleted', filter.deleted),
    ...equals('archived', filter.archived),
    ...equals('detached', filter.detached),
    ...(isAdmin(caller) ? [] : holds('users_with_access', [caller._id])),
  ];
}

export function checkTitle(title: string): string {
  const clean = title.trim();
  if (clean === '' || clean.length > 500) {
    throw invalid('query', 'title', 'Expected a title of 1 to 500 characters.', title.slice(0, 500));
  }
  return clean;
}

/** A folder that exists and can be read and written, without symbolic links. */
async function checkContainer(call: Call, name: string, path: string): Promise<string> {
  const resolved = await resolveAllowed(call, name, path);
  const found = await stat(resolved).catch(() => null);
  if (found === null) throw invalid('query', name, 'There is no such folder: make it first.', path);
  if (!found.isDirectory()) throw invalid('query', name, 'Expected a folder, found a file.', path);
  await access(resolved, constants.R_OK | constants.W_OK | constants.X_OK).catch(() => {
    throw invalid('query', name, 'The server may not read and write this folder.', path);
  });
  return resolved;
}

/** Makes a folder of this name, or of the next free one: `name-2`, `name-3`, … */
async function makeDirectory(container: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(container, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function insertProject(call: Call, title: string, description: string, directory: string): Project {
  const now = call.now();
  const owner = callerOf(call)._id;
  return call.store.transact(() => {
    const number = call.store.counters.next('project');
    const created = projectModel.parse({
      _id: createId(now.getTime()),
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      uid: `P${number}`,
      uid_num: number,
      project_dir: directory,
      owner_user_id: owner,
      users_with_access: [owner],
      title,
      description,
      size_last_updated: now.toISOString(),
      created_at_version: call.version,
    });
    call.store.projects.insert(created);
    return created;
  });
}

function star(call: Call, uid: string, starred: boolean): Project {
  return changeAnyProject(call, uid, (project) => {
    project.starred_by = toggle(project.starred_by, callerOf(call)._id, starred);
  });
}

/** Sharing is for the owner and administrators. */
export function requireOwner(call: Call, project: Project): void {
  const caller = callerOf(call);
  if (project.owner_user_id === caller._id || isAdmin(caller)) return;
  throw forbidden(`Only the owner of ${project.uid} and administrators may do this.`);
}

function requireUser(call: Call, id: string): void {
  if (call.store.users.get(id) === null) throw invalid('path', 'user_id', 'There is no such person.', id.slice(0, 100));
}
