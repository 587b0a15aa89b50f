import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Logins that failed in a row, by whatever they are counted for. Times in ms since 1970. */
export interface LoginFailures {
  get(key: string): { readonly count: number; readonly last_at: number } | null;
  set(key: string, count: number, lastAt: number): void;
  remove(key: string): void;
  /** Keeps the latest `most` and forgets those before `before`. */
  prune(most: number, before: number): void;
}

export function createLoginFailures(database: DatabaseSyncInstance): LoginFailures {
  const get = database.prepare('SELECT count, last_at FROM login_failures WHERE key = ?');
  const set = database.prepare(
    `INSERT INTO login_failures (key, count, last_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at`,
  );
  const remove = database.prepare('DELETE FROM login_failures WHERE key = ?');
  const prune = database.prepare(
    `DELETE FROM login_failures WHERE last_at < ? OR key NOT IN
       (SELECT key FROM login_failures ORDER BY last_at DESC, key LIMIT ?)`,
  );
  return {
    get: (key) => (get.get(key) as { count: number; last_at: number } | undefined) ?? null,
    set: (key, count, lastAt) => {
      set.run(key, count, lastAt);
    },
    remove: (key) => {
      remove.run(key);
    },
    prune: (most, before) => {
      prune.run(before, most);
    },
  };
}
