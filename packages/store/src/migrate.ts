import { UserError } from '@vitreous/errors';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { first } from './migrations/0001-first.js';
import { eventsAndAssets } from './migrations/0002-events-and-assets.js';
import { tasks } from './migrations/0003-tasks.js';
import { lanesAndTasks } from './migrations/0004-lanes-and-tasks.js';
import { noticesAndRecipes } from './migrations/0005-notices-and-recipes.js';
import { sessions } from './migrations/0010-sessions.js';
import { exposureDocs } from './migrations/0011-exposure-docs.js';
import { searchedJobs } from './migrations/0012-searched-jobs.js';

/** A step of the database's shape. Steps only go forward; a published one never changes. */
export interface Migration {
  readonly number: number;
  /** Whether code that does not know this step must keep away from the database. */
  readonly breaking: boolean;
  readonly sql: string;
}

const migrations: readonly Migration[] = [
  first,
  eventsAndAssets,
  tasks,
  lanesAndTasks,
  noticesAndRecipes,
  sessions,
  exposureDocs,
  searchedJobs,
];

/**
 * Brings a database to the newest shape, each step all or nothing.
 *
 * @throws UserError when a newer program has changed it in a way that this one cannot know.
 */
export function migrate(database: DatabaseSyncInstance, path: string, steps = migrations): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, breaking INTEGER NOT NULL, at TEXT NOT NULL) STRICT',
  );
  const done = new Map(
    (database.prepare('SELECT number, breaking FROM migrations').all() as { number: number; breaking: number }[]).map(
      ({ number, breaking }) => [number, breaking === 1],
    ),
  );
  const newest = steps.at(-1)?.number ?? 0;
  for (const [number, breaking] of done) {
    if (number <= newest || !breaking) continue;
    throw new UserError(
      `${path}: a newer version of this program has changed the database (step ${number}; this one knows ${newest}). ` +
        'Run that version, or restore a backup made before it.',
    );
  }
  for (const { number, breaking, sql } of steps) {
    if (done.has(number)) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database
        .prepare('INSERT INTO migrations (number, breaking, at) VALUES (?, ?, ?)')
        .run(number, breaking ? 1 : 0, new Date().toISOString());
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
