import { rm } from 'node:fs/promises';
import type { Project } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';

/** Removes the directory, then the records. A project elsewhere (archived, detached) keeps its directory. */
export async function deleteProject(house: House, project: Project): Promise<void> {
  try {
    if (!project.archived && !project.detached) await rm(project.project_dir, { recursive: true, force: true });
  } catch (error) {
    house.store.transact(() => {
      const kept = house.store.projects.get(project._id);
      if (kept !== null) house.store.projects.save({ ...kept, deleting: false });
    });
    throw error;
  }
  const now = house.now().toISOString();
  house.store.transact(() => {
    for (const workspace of house.store.workspaces.find(equals('project_uid', project.uid))) {
      house.store.workspaces.save({ ...workspace, deleted: true, updated_at: now, autodump: false });
    }
    for (const job of house.store.jobs.find(equals('project_uid', project.uid))) {
      house.store.jobs.save({ ...job, deleted: true, deleted_at: now, updated_at: now, autodump: false });
    }
    const latest = house.store.projects.get(project._id) ?? project;
    house.store.projects.save({ ...latest, deleted: true, deleting: false, updated_at: now, autodump: false });
  });
}

/** Goes on with what was being deleted when the server went down, and ends clean-ups that died with it. */
export function resumeAfterStop(house: House): void {
  for (const project of house.store.projects.find(equals('deleted', false))) {
    if (project.is_cleanup_in_progress) house.store.projects.save({ ...project, is_cleanup_in_progress: false });
    if (project.deleting) house.inBackground(`Deleting ${project.uid}`, () => deleteProject(house, project));
  }
}
