import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Workflow } from '@vitreous/schema';
import { createDocumentTable, type Document, type DocumentTable } from '../document-table.js';

/** On the wire its times are named otherwise than those of other records. */
export interface StoredWorkflow extends Workflow, Document {}

export function createWorkflows(database: DatabaseSyncInstance): DocumentTable<StoredWorkflow> {
  return createDocumentTable<StoredWorkflow>(database, 'workflows', (workflow) => ({
    title: workflow.title,
    category: workflow.category,
    created_by: workflow.createdBy,
    pinned: Number(workflow.pinned),
    created_at: workflow.created_at,
    updated_at: workflow.updated_at,
  }));
}
