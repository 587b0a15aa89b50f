import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Slow hashes of passwords, apart from users, so that no answer can carry one. */
export interface Passwords {
  get(userId: string): string | null;
  set(userId: string, hash: string): void;
}

export function createPasswords(database: DatabaseSyncInstance): Passwords {
  const get = database.prepare('SELECT hash FROM passwords WHERE user_id = ?');
  const set = database.prepare(
    'INSERT INTO passwords (user_id, hash) VALUES (?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash',
  );
  return {
    get: (userId) => (get.get(userId) as { hash: string } | undefined)?.hash ?? null,
    set: (userId, hash) => {
      set.run(userId, hash);
    },
  };
}
