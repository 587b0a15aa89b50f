import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { LivePreprocessingParams, SessionConfigProfile } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';
import type { SessionKey } from './exposures.js';

/** The parameters that each version of a session's parameters stands for. */
export interface SessionParams {
  set(session: SessionKey, version: number, params: LivePreprocessingParams): void;
  get(session: SessionKey, version: number): LivePreprocessingParams | null;
  removeAll(session: SessionKey): void;
}

export function createSessionParams(database: DatabaseSyncInstance): SessionParams {
  const set = database.prepare(
    `INSERT INTO session_params (project_uid, session_uid, version, params) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET params = excluded.params`,
  );
  const get = database.prepare(
    'SELECT params FROM session_params WHERE project_uid = ? AND session_uid = ? AND version = ?',
  );
  const remove = database.prepare('DELETE FROM session_params WHERE project_uid = ? AND session_uid = ?');
  return {
    set: ({ project_uid, session_uid }, version, params) => {
      set.run(project_uid, session_uid, version, JSON.stringify(params));
    },
    get: ({ project_uid, session_uid }, version) => {
      const row = get.get(project_uid, session_uid, version) as { params: string } | undefined;
      return row === undefined ? null : (JSON.parse(row.params) as LivePreprocessingParams);
    },
    removeAll: ({ project_uid, session_uid }) => {
      remove.run(project_uid, session_uid);
    },
  };
}

/** What only the engine knows of a session: any JSON. */
export interface SessionEngines {
  get(session: SessionKey): unknown;
  set(session: SessionKey, value: unknown): void;
}

export function createSessionEngines(database: DatabaseSyncInstance): SessionEngines {
  const get = database.prepare('SELECT doc FROM session_engines WHERE project_uid = ? AND session_uid = ?');
  const set = database.prepare(
    `INSERT INTO session_engines (project_uid, session_uid, doc) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET doc = excluded.doc`,
  );
  return {
    get: ({ project_uid, session_uid }) => {
      const row = get.get(project_uid, session_uid) as { doc: string } | undefined;
      return row === undefined ? null : (JSON.parse(row.doc) as unknown);
    },
    set: ({ project_uid, session_uid }, value) => {
      set.run(project_uid, session_uid, JSON.stringify(value));
    },
  };
}

export function createSessionProfiles(database: DatabaseSyncInstance): DocumentTable<SessionConfigProfile> {
  return createDocumentTable<SessionConfigProfile>(database, 'session_profiles', (profile) => ({
    created_at: profile.created_at,
    updated_at: profile.updated_at,
  }));
}
