import { backup, DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { UserError } from '@vitreous/errors';
import type { Project, SchedulerLane, Session, SessionConfigProfile, Tag, User, Workspace } from '@vitreous/schema';
import { createChanges, type Change } from './changes.js';
import type { DocumentTable } from './document-table.js';
import { migrate } from './migrate.js';
import { createNamedTable, type NamedTable } from './named-table.js';
import { createAssets, type Asset } from './tables/assets.js';
import { createAudit, type Audit } from './tables/audit.js';
import { createBlueprints, type StoredBlueprint } from './tables/blueprints.js';
import { createCache, type Cache } from './tables/cache.js';
import { createCounters, type Counters } from './tables/counters.js';
import { createEvents, type JobEvent } from './tables/events.js';
import { createExposures, type Exposures } from './tables/exposures.js';
import { createJobs, type Jobs } from './tables/jobs.js';
import { createNotifications, type StoredNotification } from './tables/notifications.js';
import { createLoginFailures, type LoginFailures } from './tables/login-failures.js';
import { createPasswords, type Passwords } from './tables/passwords.js';
import { createProjects } from './tables/projects.js';
import {
  createSessionEngines,
  createSessionParams,
  createSessionProfiles,
  type SessionEngines,
  type SessionParams,
} from './tables/session-state.js';
import { createSettings, type Settings } from './tables/settings.js';
import { createTags } from './tables/tags.js';
import type { TargetRecord } from './tables/targets.js';
import { createTasks, type Tasks } from './tables/tasks.js';
import { createTokens, type Tokens } from './tables/tokens.js';
import { createUnwrittenLogs, type UnwrittenLogs } from './tables/unwritten-logs.js';
import { createUsers } from './tables/users.js';
import { createWorkflows, type StoredWorkflow } from './tables/workflows.js';
import { createWorkspaces } from './tables/workspaces.js';

export interface Store {
  readonly users: DocumentTable<User>;
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  readonly projects: DocumentTable<Project>;
  readonly workspaces: DocumentTable<Workspace | Session>;
  readonly exposures: Exposures;
  readonly sessionParams: SessionParams;
  readonly sessionEngines: SessionEngines;
  readonly sessionProfiles: DocumentTable<SessionConfigProfile>;
  readonly jobs: Jobs;
  readonly events: DocumentTable<JobEvent>;
  readonly assets: DocumentTable<Asset>;
  readonly unwrittenLogs: UnwrittenLogs;
  readonly tags: DocumentTable<Tag>;
  readonly notifications: DocumentTable<StoredNotification>;
  readonly blueprints: DocumentTable<StoredBlueprint>;
  readonly workflows: DocumentTable<StoredWorkflow>;
  readonly lanes: NamedTable<SchedulerLane>;
  readonly targets: NamedTable<TargetRecord>;
  readonly tasks: Tasks;
  readonly loginFailures: LoginFailures;
  readonly counters: Counters;
  readonly settings: Settings;
  readonly cache: Cache;
  readonly audit: Audit;
  /** Runs `work` all or nothing; when it returns, its changes are on disk. Inside another one it joins it. */
  transact<Result>(work: () => Result): Result;
  /** Hears of every change that is on disk; returns what ends the listening. */
  onChange(listener: (changes: readonly Change[]) => void): () => void;
  /** Writes a consistent copy to a new file while the store is in use. */
  backup(path: string): Promise<void>;
  close(): void;
}

export interface StoreOptions {
  /** The category of a type of job, by which jobs are searched. */
  readonly categoryOf?: (type: string) => string;
}

/**
 * Opens the database at `path`, or makes it, and brings it to the newest shape.
 *
 * @throws UserError when it cannot be opened or is of a newer program.
 */
export function openStore(path: string, { categoryOf = () => 'utilities' }: StoreOptions = {}): Store {
  const database = open(path);
  migrate(database, path);
  const changes = createChanges();
  let depth = 0;
  return {
    users: createUsers(database),
    passwords: createPasswords(database),
    tokens: createTokens(database),
    projects: createProjects(database, changes),
    workspaces: createWorkspaces(database, changes),
    exposures: createExposures(database, changes),
    sessionParams: createSessionParams(database),
    sessionEngines: createSessionEngines(database),
    sessionProfiles: createSessionProfiles(database),
    jobs: createJobs(database, changes, categoryOf),
    events: createEvents(database, changes),
    assets: createAssets(database),
    unwrittenLogs: createUnwrittenLogs(database),
    tags: createTags(database),
    notifications: createNotifications(database, changes),
    blueprints: createBlueprints(database),
    workflows: createWorkflows(database),
    lanes: createNamedTable(database, 'lanes'),
    targets: createNamedTable(database, 'targets'),
    tasks: createTasks(database),
    loginFailures: createLoginFailures(database),
    counters: createCounters(database),
    settings: createSettings(database),
    cache: createCache(database),
    audit: createAudit(database),
    transact: (work) => {
      if (depth > 0) return work();
      database.exec('BEGIN IMMEDIATE');
      depth = 1;
      changes.hold();
      let committed = false;
      try {
        const result = work();
        database.exec('COMMIT');
        committed = true;
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth = 0;
        changes.release(committed);
      }
    },
    onChange: (listener) => changes.listen(listener),
    backup: async (target) => {
      await backup(database, target);
    },
    close: () => {
      database.close();
    },
  };
}

function open(path: string): DatabaseSyncInstance {
  try {
    const database = new DatabaseSync(path);
    // Write-ahead log, synced at each commit: what was acknowledged survives kill -9 and power cuts.
    database.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; ' +
        'PRAGMA cache_size = -16000',
    );
    return database;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path}: cannot open the database: ${reason}.`);
  }
}
