import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Notification } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** A notice for one person or, when `user_id` is null, for all who may use its project. */
export interface StoredNotification extends Notification {
  user_id: string | null;
}

export function createNotifications(database: DatabaseSyncInstance): DocumentTable<StoredNotification> {
  return createDocumentTable<StoredNotification>(database, 'notifications', (one) => ({
    user_id: one.user_id,
    project_uid: one.project_uid,
    job_uid: one.job_uid,
    active: Number(one.active),
    status: one.status,
    created_at: one.created_at,
    updated_at: one.updated_at,
  }));
}
