import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Project } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

export function createProjects(database: DatabaseSyncInstance, changes: Changes): DocumentTable<Project> {
  const columnsOf = (project: Project) => ({
    uid: project.uid,
    project_dir: project.project_dir,
    owner_user_id: project.owner_user_id,
    deleted: Number(project.deleted),
    archived: Number(project.archived),
    detached: Number(project.detached),
    autodump: Number(project.autodump),
    created_at: project.created_at,
    updated_at: project.updated_at,
  });
  return createDocumentTable<Project>(database, 'projects', columnsOf, ({ uid }) => {
    changes.note({ kind: 'project', project_uid: uid, session_uid: null, uid });
  });
}
