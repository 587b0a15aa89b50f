import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** A job whose events or assets differ from what stands in its folder. */
export interface UnwrittenLog {
  readonly project_uid: string;
  readonly job_uid: string;
  /** Grows with each change. */
  readonly changes: number;
}

/** The database itself adds to these whenever an event or an asset changes. */
export interface UnwrittenLogs {
  all(): UnwrittenLog[];
  /** Forgets one, unless it has changed since. */
  remove(log: UnwrittenLog): void;
}

export function createUnwrittenLogs(database: DatabaseSyncInstance): UnwrittenLogs {
  const all = database.prepare('SELECT project_uid, job_uid, changes FROM unwritten_logs');
  const remove = database.prepare('DELETE FROM unwritten_logs WHERE project_uid = ? AND job_uid = ? AND changes = ?');
  return {
    all: () => all.all() as UnwrittenLog[],
    remove: ({ project_uid, job_uid, changes }) => {
      remove.run(project_uid, job_uid, changes);
    },
  };
}
