import type { Migration } from '../migrate.js';

/** All that lists of jobs are mostly searched by stands in one index, so that rows, with their documents, are not read. */
export const searchedJobs: Migration = {
  number: 12,
  breaking: false,
  sql: `
    CREATE INDEX jobs_of_project ON jobs (project_uid, seq);
    CREATE INDEX jobs_searched ON jobs (project_uid, status, deleted, type, category);
    DROP INDEX jobs_by_status;
    CREATE INDEX jobs_by_status ON jobs (status, seq, project_uid, deleted);
  `,
};
