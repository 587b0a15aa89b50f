import type { Migration } from '../migrate.js';

/** Jobs that workers have in hand: whoever shows the token is the worker. */
export const tasks: Migration = {
  number: 3,
  breaking: false,
  sql: `
    CREATE TABLE tasks (
      token_hash TEXT PRIMARY KEY, project_uid TEXT NOT NULL, job_uid TEXT NOT NULL, pid INTEGER,
      heartbeat_at TEXT NOT NULL, UNIQUE (project_uid, job_uid)
    ) STRICT;
  `,
};
