import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { AllocatedResources } from '@vitreous/schema';

/** Work that a worker has in hand, or that one is being started for: what it holds, and how it is found again. */
export interface TaskRecord {
  readonly token_hash: string;
  /** What the work is: a job, or what another part of the server has to run. */
  readonly kind: string;
  readonly project_uid: string;
  readonly uid: string;
  /** What it holds until its worker is gone; the target is as it was when the work began. */
  readonly given: AllocatedResources;
  /** Where the worker runs, absolute. */
  readonly folder: string;
  /** On a node the process (`number:start`), in a cluster the queue's id; null before it is known. */
  readonly handle: string | null;
  readonly launched_at: string;
  /** When the worker asked for its work. */
  readonly started_at: string | null;
  readonly heartbeat_at: string;
  /** When it was told to end; its token counts no more. */
  readonly ending_at: string | null;
}

export interface Tasks {
  insert(task: TaskRecord): void;
  /** Whose token it is, unless the task is ending. */
  find(tokenHash: string): TaskRecord | null;
  /** In the order in which they began; those that are ending too. */
  all(): TaskRecord[];
  setHandle(tokenHash: string, handle: string): void;
  start(tokenHash: string, at: string): void;
  beat(tokenHash: string, at: string): void;
  /** Its token counts no more; what it holds is held until it is removed. */
  end(tokenHash: string, at: string): void;
  remove(tokenHash: string): void;
}

export function createTasks(database: DatabaseSyncInstance): Tasks {
  const insert = database.prepare(
    `INSERT INTO tasks (token_hash, kind, project_uid, uid, given, folder, handle, launched_at, started_at, heartbeat_at,
       ending_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const find = database.prepare('SELECT * FROM tasks WHERE token_hash = ? AND ending_at IS NULL');
  const all = database.prepare('SELECT * FROM tasks ORDER BY rowid');
  const setHandle = database.prepare('UPDATE tasks SET handle = ? WHERE token_hash = ?');
  const start = database.prepare('UPDATE tasks SET started_at = ?, heartbeat_at = ? WHERE token_hash = ?');
  const beat = database.prepare('UPDATE tasks SET heartbeat_at = ? WHERE token_hash = ?');
  const end = database.prepare('UPDATE tasks SET ending_at = ? WHERE token_hash = ?');
  const remove = database.prepare('DELETE FROM tasks WHERE token_hash = ?');
  const read = (row: unknown): TaskRecord => {
    const { given, ...rest } = row as Omit<TaskRecord, 'given'> & { given: string };
    return { ...rest, given: JSON.parse(given) as AllocatedResources };
  };
  return {
    insert: (task) => {
      const { token_hash, kind, project_uid, uid, given, folder, handle, launched_at, started_at } = task;
      const times = [launched_at, started_at, task.heartbeat_at, task.ending_at];
      insert.run(token_hash, kind, project_uid, uid, JSON.stringify(given), folder, handle, ...times);
    },
    find: (tokenHash) => {
      const row: unknown = find.get(tokenHash);
      return row === undefined ? null : read(row);
    },
    all: () => all.all().map(read),
    setHandle: (tokenHash, handle) => {
      setHandle.run(handle, tokenHash);
    },
    start: (tokenHash, at) => {
      start.run(at, at, tokenHash);
    },
    beat: (tokenHash, at) => {
      beat.run(at, tokenHash);
    },
    end: (tokenHash, at) => {
      end.run(at, tokenHash);
    },
    remove: (tokenHash) => {
      remove.run(tokenHash);
    },
  };
}
