import type { Project, Session, Workspace } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import { callerOf, isAdmin, type Call } from '../house.js';
import { conflict, notFound } from '../problem.js';

/** A project that the caller may use. @throws Problem 404 otherwise. */
export function findProject(call: Call, uid: string): Project {
  const project = call.store.projects.first(equals('uid', uid));
  if (project === null || project.deleted || !mayUse(call, project)) throw notFound(`Project ${uid.slice(0, 40)}`);
  return project;
}

/** As findProject. @throws Problem 409 besides, when nothing in it may change. */
export function findOpenProject(call: Call, uid: string): Project {
  const project = findProject(call, uid);
  if (project.archived) throw conflict(`${uid} is archived: unarchive it first.`);
  if (project.detached) throw conflict(`${uid} is detached: attach its directory again first.`);
  if (project.deleting) throw conflict(`${uid} is being deleted.`);
  return project;
}

export function mayUse(call: Call, project: Project): boolean {
  const caller = callerOf(call);
  return isAdmin(caller) || project.users_with_access.includes(caller._id);
}

/** A workspace or session of a project that the caller may use. @throws Problem 404 otherwise. */
export function findWorkspace(call: Call, projectUid: string, uid: string): Workspace | Session {
  findProject(call, projectUid);
  const workspace = call.store.workspaces.first([...equals('project_uid', projectUid), ...equals('uid', uid)]);
  if (workspace === null || workspace.deleted) throw notFound(`Workspace ${projectUid} ${uid.slice(0, 40)}`);
  return workspace;
}
