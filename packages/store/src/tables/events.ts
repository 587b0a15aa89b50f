import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { CheckpointEvent, ImageEvent, InteractiveEvent, TextEvent } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** An entry of a job's event log. */
export type JobEvent = TextEvent | ImageEvent | InteractiveEvent | CheckpointEvent;

export function createEvents(database: DatabaseSyncInstance): DocumentTable<JobEvent> {
  return createDocumentTable<JobEvent>(database, 'events', (event) => ({
    project_uid: event.project_uid,
    job_uid: event.job_uid,
    type: event.type,
    created_at: event.created_at,
    updated_at: event.updated_at,
  }));
}
