import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Notification } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** A notice for one person or, when `user_id` is null, for all who may use its project. */
export interface StoredNotification extends Notification {
  user_id: string | null;
}

export function createNotifications(
  database: DatabaseSyncInstance,
  changes: Changes,
): DocumentTable<StoredNotification> {
  const columnsOf = (one: StoredNotification): Record<string, string | number | null> => ({
    user_id: one.user_id,
    project_uid: one.project_uid,
    job_uid: one.job_uid,
    active: Number(one.active),
    status: one.status,
    created_at: one.created_at,
    updated_at: one.updated_at,
  });
  return createDocumentTable(database, 'notifications', columnsOf, ({ _id, user_id, project_uid }) => {
    changes.note({ kind: 'notification', project_uid, session_uid: null, uid: _id, user_id });
  });
}
