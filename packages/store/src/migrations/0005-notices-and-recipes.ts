import type { Migration } from '../migrate.js';

const listed = 'seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL';
const times = 'created_at TEXT NOT NULL, updated_at TEXT NOT NULL';

/** Notes that a job's log differs from what its folder says, whoever changed it. */
const logChanged = (table: string): string =>
  (
    [
      ['INSERT', 'NEW'],
      ['UPDATE', 'NEW'],
      ['DELETE', 'OLD'],
    ] as const
  )
    .map(
      ([change, row]) => `
    CREATE TRIGGER ${table}_${change.toLowerCase()} AFTER ${change} ON ${table} BEGIN
      INSERT INTO unwritten_logs (project_uid, job_uid, changes) VALUES (${row}.project_uid, ${row}.job_uid, 1)
      ON CONFLICT DO UPDATE SET changes = changes + 1;
    END;`,
    )
    .join('');

export const noticesAndRecipes: Migration = {
  number: 5,
  breaking: false,
  sql: `
    CREATE TABLE notifications (
      ${listed}, ${times}, user_id TEXT, project_uid TEXT, job_uid TEXT, active INTEGER NOT NULL, status TEXT
    ) STRICT;
    CREATE INDEX notifications_by_time ON notifications (created_at);
    CREATE TABLE blueprints (
      ${listed}, ${times}, job_type TEXT NOT NULL, created_by TEXT, pinned INTEGER NOT NULL, imported INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE workflows (
      ${listed}, ${times}, title TEXT NOT NULL, category TEXT NOT NULL, created_by TEXT, pinned INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE unwritten_logs (
      project_uid TEXT NOT NULL, job_uid TEXT NOT NULL, changes INTEGER NOT NULL, PRIMARY KEY (project_uid, job_uid)
    ) STRICT;
    INSERT INTO unwritten_logs SELECT DISTINCT project_uid, job_uid, 1 FROM events;
    INSERT OR IGNORE INTO unwritten_logs SELECT DISTINCT project_uid, job_uid, 1 FROM assets;
    ${logChanged('events')}
    ${logChanged('assets')}
  `,
};
