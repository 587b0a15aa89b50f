import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Job } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

/** What is counted of a job. */
export interface JobTally {
  readonly type: string;
  readonly category: string;
  readonly status: string;
  readonly workspace_uids: readonly string[];
}

export interface Jobs extends DocumentTable<Job> {
  /** Every job of a project that is not deleted, without its details. */
  tally(projectUid: string): JobTally[];
}

/** @param categoryOf the category of a type of job. */
export function createJobs(
  database: DatabaseSyncInstance,
  changes: Changes,
  categoryOf: (type: string) => string,
): Jobs {
  const columnsOf = (job: Job) => ({
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
  });
  const table = createDocumentTable<Job>(database, 'jobs', columnsOf, ({ project_uid, uid }) => {
    changes.note({ kind: 'job', project_uid, session_uid: null, uid });
  });
  const tally = database.prepare(
    `SELECT type, category, status, json_extract(doc, '$.workspace_uids') AS workspace_uids
     FROM jobs WHERE project_uid = ? AND deleted = 0`,
  );
  return {
    ...table,
    tally: (projectUid) =>
      (tally.all(projectUid) as (Omit<JobTally, 'workspace_uids'> & { workspace_uids: string })[]).map((row) => ({
        ...row,
        workspace_uids: JSON.parse(row.workspace_uids) as string[],
      })),
  };
}
