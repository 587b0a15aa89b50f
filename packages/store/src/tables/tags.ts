import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Tag } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

export function createTags(database: DatabaseSyncInstance): DocumentTable<Tag> {
  return createDocumentTable<Tag>(database, 'tags', (tag) => ({
    uid: tag.uid,
    type: tag.type,
    created_by_user_id: tag.created_by_user_id,
    created_at: tag.created_at,
    updated_at: tag.updated_at,
  }));
}
