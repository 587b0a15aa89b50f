import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Session, Workspace } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** Workspaces and sessions: a session is a workspace with an engine. */
export function createWorkspaces(database: DatabaseSyncInstance, changes: Changes): DocumentTable<Workspace | Session> {
  const columnsOf = (workspace: Workspace | Session) => ({
    project_uid: workspace.project_uid,
    uid: workspace.uid,
    workspace_type: workspace.workspace_type,
    deleted: Number(workspace.deleted),
    autodump: Number(workspace.autodump),
    created_at: workspace.created_at,
    updated_at: workspace.updated_at,
  });
  return createDocumentTable<Workspace | Session>(database, 'workspaces', columnsOf, (workspace) => {
    const { uid, project_uid } = workspace;
    changes.note(
      workspace.workspace_type === 'live'
        ? { kind: 'session', project_uid, session_uid: workspace.session_uid, uid }
        : { kind: 'workspace', project_uid, session_uid: null, uid },
    );
  });
}
