import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { CheckpointEvent, ImageEvent, InteractiveEvent, TextEvent } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** An entry of a job's event log. */
export type JobEvent = TextEvent | ImageEvent | InteractiveEvent | CheckpointEvent;

export function createEvents(database: DatabaseSyncInstance, changes: Changes): DocumentTable<JobEvent> {
  const columnsOf = (event: JobEvent) => ({
    project_uid: event.project_uid,
    job_uid: event.job_uid,
    type: event.type,
    created_at: event.created_at,
    updated_at: event.updated_at,
  });
  return createDocumentTable<JobEvent>(database, 'events', columnsOf, ({ project_uid, job_uid }) => {
    changes.note({ kind: 'job_log', project_uid, session_uid: null, uid: job_uid });
  });
}
