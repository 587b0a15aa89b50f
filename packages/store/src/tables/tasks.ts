import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** A job that a worker has in hand. */
export interface TaskRecord {
  readonly token_hash: string;
  readonly project_uid: string;
  readonly job_uid: string;
  /** Process of the worker on this machine; null before it was started. */
  readonly pid: number | null;
  readonly heartbeat_at: string;
}

export interface Tasks {
  insert(task: TaskRecord): void;
  find(tokenHash: string): TaskRecord | null;
  ofJob(projectUid: string, jobUid: string): TaskRecord | null;
  all(): TaskRecord[];
  setPid(tokenHash: string, pid: number): void;
  beat(tokenHash: string, at: string): void;
  remove(tokenHash: string): void;
}

export function createTasks(database: DatabaseSyncInstance): Tasks {
  const insert = database.prepare(
    'INSERT INTO tasks (token_hash, project_uid, job_uid, pid, heartbeat_at) VALUES (?, ?, ?, ?, ?)',
  );
  const find = database.prepare('SELECT * FROM tasks WHERE token_hash = ?');
  const ofJob = database.prepare('SELECT * FROM tasks WHERE project_uid = ? AND job_uid = ?');
  const all = database.prepare('SELECT * FROM tasks');
  const setPid = database.prepare('UPDATE tasks SET pid = ? WHERE token_hash = ?');
  const beat = database.prepare('UPDATE tasks SET heartbeat_at = ? WHERE token_hash = ?');
  const remove = database.prepare('DELETE FROM tasks WHERE token_hash = ?');
  return {
    insert: (task) => {
      insert.run(task.token_hash, task.project_uid, task.job_uid, task.pid, task.heartbeat_at);
    },
    find: (tokenHash) => (find.get(tokenHash) as TaskRecord | undefined) ?? null,
    ofJob: (projectUid, jobUid) => (ofJob.get(projectUid, jobUid) as TaskRecord | undefined) ?? null,
    all: () => all.all() as TaskRecord[],
    setPid: (tokenHash, pid) => {
      setPid.run(pid, tokenHash);
    },
    beat: (tokenHash, at) => {
      beat.run(at, tokenHash);
    },
    remove: (tokenHash) => {
      remove.run(tokenHash);
    },
  };
}
