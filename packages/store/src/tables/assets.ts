import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { GridFSFile } from '@vitreous/schema';
import { createDocumentTable, type Document, type DocumentTable } from '../document-table.js';

/** A small file that belongs to a job: a plot, a table. `path` is relative to the project directory. */
export interface Asset extends GridFSFile, Document {
  path: string;
}

export function createAssets(database: DatabaseSyncInstance): DocumentTable<Asset> {
  return createDocumentTable<Asset>(database, 'assets', (asset) => ({
    project_uid: asset.project_uid,
    job_uid: asset.job_uid,
    created_at: asset.created_at,
    updated_at: asset.updated_at,
  }));
}
