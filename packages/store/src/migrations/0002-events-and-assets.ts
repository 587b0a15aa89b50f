import type { Migration } from '../migrate.js';

const listed = 'seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL';
const times = 'created_at TEXT NOT NULL, updated_at TEXT NOT NULL';

export const eventsAndAssets: Migration = {
  number: 2,
  breaking: false,
  sql: `
    CREATE TABLE events (
      ${listed}, ${times}, project_uid TEXT NOT NULL, job_uid TEXT NOT NULL, type TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_of_job ON events (project_uid, job_uid, seq);
    CREATE TABLE assets (${listed}, ${times}, project_uid TEXT NOT NULL, job_uid TEXT NOT NULL) STRICT;
    CREATE INDEX assets_of_job ON assets (project_uid, job_uid, seq);
  `,
};
