import type { Migration } from '../migrate.js';

/** Columns of a list that is read by cursor: `seq` is the order of creation. */
const listed = 'seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL';
const times = 'created_at TEXT NOT NULL, updated_at TEXT NOT NULL';

export const first: Migration = {
  number: 1,
  breaking: true,
  sql: `
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE cache (
      namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at TEXT NOT NULL,
      PRIMARY KEY (namespace, key)
    ) STRICT;

    CREATE TABLE users (${listed}, ${times}, email TEXT NOT NULL UNIQUE COLLATE NOCASE, role TEXT NOT NULL) STRICT;
    CREATE TABLE passwords (user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, hash TEXT NOT NULL) STRICT;
    CREATE TABLE tokens (
      hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      created_at TEXT NOT NULL, expires_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX tokens_of_user ON tokens (user_id);
    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, user_id TEXT, address TEXT NOT NULL,
      function TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL
    ) STRICT;
    CREATE INDEX audit_by_time ON audit (at);

    CREATE TABLE projects (
      ${listed}, ${times}, uid TEXT NOT NULL UNIQUE, project_dir TEXT NOT NULL, owner_user_id TEXT NOT NULL,
      deleted INTEGER NOT NULL, archived INTEGER NOT NULL, detached INTEGER NOT NULL, autodump INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX projects_to_dump ON projects (seq) WHERE autodump = 1;
    CREATE TABLE workspaces (
      ${listed}, ${times}, project_uid TEXT NOT NULL, uid TEXT NOT NULL, workspace_type TEXT NOT NULL,
      deleted INTEGER NOT NULL, autodump INTEGER NOT NULL, UNIQUE (project_uid, uid)
    ) STRICT;
    CREATE INDEX workspaces_to_dump ON workspaces (seq) WHERE autodump = 1;
    CREATE TABLE jobs (
      ${listed}, ${times}, project_uid TEXT NOT NULL, uid TEXT NOT NULL, type TEXT NOT NULL, category TEXT NOT NULL,
      status TEXT NOT NULL, deleted INTEGER NOT NULL, autodump INTEGER NOT NULL,
      queued_at TEXT, started_at TEXT, waiting_at TEXT, completed_at TEXT, killed_at TEXT, failed_at TEXT,
      exported_at TEXT, UNIQUE (project_uid, uid)
    ) STRICT;
    CREATE INDEX jobs_to_dump ON jobs (seq) WHERE autodump = 1;
    CREATE INDEX jobs_by_status ON jobs (status) WHERE deleted = 0;
    CREATE TABLE tags (${listed}, ${times}, uid TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created_by_user_id TEXT NOT NULL) STRICT;
  `,
};
