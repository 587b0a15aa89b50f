import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Login tokens, of which only a hash is kept. */
export interface Tokens {
  insert(hash: string, userId: string, createdAt: string, expiresAt: string): void;
  /** Whose token it is, if it still counts at `now`. */
  findUser(hash: string, now: string): string | null;
  revoke(hash: string): void;
  revokeAll(userId: string): void;
  removeExpired(now: string): void;
}

export function createTokens(database: DatabaseSyncInstance): Tokens {
  const insert = database.prepare('INSERT INTO tokens (hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)');
  const find = database.prepare('SELECT user_id FROM tokens WHERE hash = ? AND expires_at > ?');
  const revoke = database.prepare('DELETE FROM tokens WHERE hash = ?');
  const revokeAll = database.prepare('DELETE FROM tokens WHERE user_id = ?');
  const expire = database.prepare('DELETE FROM tokens WHERE expires_at <= ?');
  return {
    insert: (hash, userId, createdAt, expiresAt) => {
      insert.run(hash, userId, createdAt, expiresAt);
    },
    findUser: (hash, now) => (find.get(hash, now) as { user_id: string } | undefined)?.user_id ?? null,
    revoke: (hash) => {
      revoke.run(hash);
    },
    revokeAll: (userId) => {
      revokeAll.run(userId);
    },
    removeExpired: (now) => {
      expire.run(now);
    },
  };
}
