import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Blueprint } from '@vitreous/schema';
import { createDocumentTable, type Document, type DocumentTable } from '../document-table.js';

/** On the wire its times are named otherwise than those of other records. */
export interface StoredBlueprint extends Blueprint, Document {}

export function createBlueprints(database: DatabaseSyncInstance): DocumentTable<StoredBlueprint> {
  return createDocumentTable<StoredBlueprint>(database, 'blueprints', (blueprint) => ({
    job_type: blueprint.jobType,
    created_by: blueprint.createdBy,
    pinned: Number(blueprint.pinned),
    imported: Number(blueprint.imported),
    created_at: blueprint.created_at,
    updated_at: blueprint.updated_at,
  }));
}
