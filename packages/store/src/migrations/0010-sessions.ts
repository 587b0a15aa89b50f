import type { Migration } from '../migrate.js';

const listed = 'seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE';
const times = 'created_at TEXT NOT NULL, updated_at TEXT NOT NULL';
const inSession = 'project_uid TEXT NOT NULL, session_uid TEXT NOT NULL';
const attributes = [
  'total_motion_dist',
  'average_defocus',
  'defocus_range',
  'astigmatism',
  'phase_shift',
  'ctf_fit_to_A',
  'ice_thickness_rel',
  'df_tilt_angle',
  'astigmatism_angle',
  'max_intra_frame_motion',
  'total_manual_picks',
  'total_blob_picks',
  'blob_pick_score_median',
  'total_template_picks',
  'template_pick_score_median',
  'total_extracted_particles',
  'total_extracted_particles_manual',
  'total_extracted_particles_blob',
  'total_extracted_particles_template',
  'found_at',
  'check_at',
  'motion_at',
  'thumbs_at',
  'ctf_at',
  'pick_at',
  'extract_at',
  'manual_extract_at',
  'ready_at',
];

/**
 * Live sessions: searched columns of their records, their exposures, the parameters of each version, what only the
 * engine knows of them, and configuration profiles. Of an exposure the columns are the truth, `doc` holds the rest:
 * thousands are changed by one statement.
 */
export const sessions: Migration = {
  number: 10,
  breaking: false,
  sql: `
    ALTER TABLE workspaces ADD COLUMN session_uid TEXT GENERATED ALWAYS AS (json_extract(doc, '$.session_uid')) VIRTUAL;
    ALTER TABLE workspaces ADD COLUMN session_status TEXT GENERATED ALWAYS AS
      (CASE workspace_type WHEN 'live' THEN json_extract(doc, '$.status') END) VIRTUAL;
    ALTER TABLE workspaces ADD COLUMN cleared_at TEXT GENERATED ALWAYS AS (json_extract(doc, '$.cleared_at')) VIRTUAL;
    CREATE INDEX sessions_by_uid ON workspaces (project_uid, session_uid) WHERE session_uid IS NOT NULL;
    CREATE INDEX sessions_by_status ON workspaces (session_status) WHERE session_status IS NOT NULL;

    CREATE TABLE exposures (
      ${listed}, ${inSession}, uid INTEGER NOT NULL, ${times}, exp_group_id INTEGER NOT NULL,
      path TEXT NOT NULL, file_time REAL NOT NULL,
      stage TEXT NOT NULL, parameter_version INTEGER, priority INTEGER NOT NULL, in_progress INTEGER NOT NULL,
      worker_juid TEXT, lease_until TEXT, not_before TEXT, fail_count INTEGER NOT NULL, deaths INTEGER NOT NULL,
      failed INTEGER NOT NULL, manual_reject INTEGER NOT NULL, threshold_reject INTEGER NOT NULL,
      test INTEGER NOT NULL, ignored INTEGER NOT NULL, deleted INTEGER NOT NULL, autodump INTEGER NOT NULL,
      ${attributes.map((name) => `${name} REAL NOT NULL DEFAULT 0`).join(', ')},
      records TEXT NOT NULL, doc TEXT NOT NULL,
      UNIQUE (project_uid, session_uid, uid), UNIQUE (project_uid, session_uid, path)
    ) STRICT;
    CREATE INDEX exposures_in_order ON exposures (project_uid, session_uid, deleted, stage);
    CREATE INDEX exposures_due ON exposures (project_uid, session_uid, priority, uid)
      WHERE deleted = 0 AND failed = 0 AND in_progress = 0 AND ignored = 0 AND stage NOT IN ('ready', 'compacted');
    CREATE INDEX exposures_in_hand ON exposures (project_uid, session_uid) WHERE in_progress = 1;
    CREATE INDEX exposures_to_dump ON exposures (seq) WHERE autodump = 1;

    CREATE TABLE session_params (
      ${inSession}, version INTEGER NOT NULL, params TEXT NOT NULL, PRIMARY KEY (project_uid, session_uid, version)
    ) STRICT;
    CREATE TABLE session_engines (${inSession}, doc TEXT NOT NULL, PRIMARY KEY (project_uid, session_uid)) STRICT;
    CREATE TABLE session_profiles (${listed}, ${times}, doc TEXT NOT NULL) STRICT;
  `,
};
