import type { Migration } from '../migrate.js';

/** Lanes and their targets; tasks say what they hold and how their worker is found again, whatever they are for. */
export const lanesAndTasks: Migration = {
  number: 4,
  breaking: true,
  sql: `
    CREATE TABLE lanes (seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) STRICT;
    CREATE TABLE targets (seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) STRICT;

    ALTER TABLE tasks RENAME TO tasks_before;
    CREATE TABLE tasks (
      token_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, project_uid TEXT NOT NULL, uid TEXT NOT NULL, given TEXT NOT NULL,
      folder TEXT NOT NULL, handle TEXT, launched_at TEXT NOT NULL, started_at TEXT, heartbeat_at TEXT NOT NULL,
      ending_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX tasks_at_work ON tasks (kind, project_uid, uid) WHERE ending_at IS NULL;
    INSERT INTO tasks
      SELECT token_hash, 'job', tasks_before.project_uid, job_uid, json_extract(doc, '$.resources_allocated'), '',
        CAST(pid AS TEXT), heartbeat_at, heartbeat_at, heartbeat_at, NULL
      FROM tasks_before JOIN jobs ON jobs.project_uid = tasks_before.project_uid AND jobs.uid = job_uid
      WHERE json_extract(doc, '$.resources_allocated') IS NOT NULL;
    DROP TABLE tasks_before;

    CREATE TABLE login_failures (key TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
  `,
};
