import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Session, Workspace } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** Workspaces and sessions: a session is a workspace with an engine. */
export function createWorkspaces(database: DatabaseSyncInstance): DocumentTable<Workspace | Session> {
  return createDocumentTable<Workspace | Session>(database, 'workspaces', (workspace) => ({
    project_uid: workspace.project_uid,
    uid: workspace.uid,
    workspace_type: workspace.workspace_type,
    deleted: Number(workspace.deleted),
    autodump: Number(workspace.autodump),
    created_at: workspace.created_at,
    updated_at: workspace.updated_at,
  }));
}
