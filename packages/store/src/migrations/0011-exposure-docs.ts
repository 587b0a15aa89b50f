import type { Migration } from '../migrate.js';

const due = `WHERE deleted = 0 AND failed = 0 AND in_progress = 0 AND ignored = 0 AND stage NOT IN ('ready', 'compacted')`;

/**
 * What is long of an exposure lies apart from its columns, so that those of 20,000 are gone through in milliseconds; and
 * what is due lies in each of the orders in which it is taken.
 */
export const exposureDocs: Migration = {
  number: 11,
  breaking: true,
  sql: `
    CREATE TABLE exposure_docs (id TEXT PRIMARY KEY, doc TEXT NOT NULL, records TEXT NOT NULL) STRICT;
    INSERT INTO exposure_docs (id, doc, records) SELECT id, doc, records FROM exposures;
    ALTER TABLE exposures DROP COLUMN doc;
    ALTER TABLE exposures DROP COLUMN records;
    CREATE INDEX exposures_listed ON exposures (project_uid, session_uid, deleted);
    DROP INDEX exposures_due;
    CREATE INDEX exposures_due ON exposures (project_uid, session_uid, priority DESC, uid) ${due};
    CREATE INDEX exposures_due_oldest ON exposures (project_uid, session_uid, priority DESC, file_time, uid) ${due};
    CREATE INDEX exposures_due_latest ON exposures (project_uid, session_uid, priority DESC, file_time DESC, uid DESC) ${due};
  `,
};
