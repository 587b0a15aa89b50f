import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Job } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** @param categoryOf the category of a type of job. */
export function createJobs(database: DatabaseSyncInstance, categoryOf: (type: string) => string): DocumentTable<Job> {
  return createDocumentTable<Job>(database, 'jobs', (job) => ({
    project_uid: job.project_uid,
    uid: job.uid,
    type: job.spec.type,
    category: categoryOf(job.spec.type),
    status: job.status,
    deleted: Number(job.deleted),
    autodump: Number(job.autodump),
    queued_at: job.queued_at,
    started_at: job.started_at,
    waiting_at: job.waiting_at,
    completed_at: job.completed_at,
    killed_at: job.killed_at,
    failed_at: job.failed_at,
    exported_at: job.last_exported_at,
    created_at: job.created_at,
    updated_at: job.updated_at,
  }));
}
