import type { Project, Session, Workspace } from '@vitreous/schema';
import type { Call } from '../house.js';
import { findOpenProject, findProject, findWorkspace } from './find-project.js';

/** Changes a project all or nothing; its directory follows. @throws Problem 409 when it is archived or detached. */
export function changeProject(call: Call, uid: string, change: (project: Project) => void): Project {
  return saveProject(call, () => findOpenProject(call, uid), change);
}

/** As changeProject, whatever the state of the project. */
export function changeAnyProject(call: Call, uid: string, change: (project: Project) => void): Project {
  return saveProject(call, () => findProject(call, uid), change);
}

export function changeWorkspace(
  call: Call,
  projectUid: string,
  uid: string,
  change: (workspace: Workspace | Session) => void,
): Workspace | Session {
  const changed = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const workspace = findWorkspace(call, projectUid, uid);
    change(workspace);
    workspace.updated_at = call.now().toISOString();
    workspace.autodump = true;
    call.store.workspaces.save(workspace);
    return workspace;
  });
  call.wakeMirror();
  return changed;
}

function saveProject(call: Call, find: () => Project, change: (project: Project) => void): Project {
  const changed = call.store.transact(() => {
    const project = find();
    change(project);
    project.updated_at = call.now().toISOString();
    project.autodump = true;
    call.store.projects.save(project);
    return project;
  });
  call.wakeMirror();
  return changed;
}

/** `list` with `item` in it once, or without it. */
export function toggle(list: readonly string[], item: string, present: boolean): string[] {
  const others = list.filter((one) => one !== item);
  return present ? [...others, item] : others;
}
