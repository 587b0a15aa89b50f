import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Values that people's programs leave for each other for a while. */
export interface Cache {
  /** Null when there is none, or none any more at `now`. */
  get(namespace: string, key: string, now: string): unknown;
  set(namespace: string, key: string, value: unknown, expiresAt: string): void;
  removeExpired(now: string): void;
}

export function createCache(database: DatabaseSyncInstance): Cache {
  const get = database.prepare('SELECT value FROM cache WHERE namespace = ? AND key = ? AND expires_at > ?');
  const set = database.prepare(
    'INSERT INTO cache (namespace, key, value, expires_at) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at',
  );
  const expire = database.prepare('DELETE FROM cache WHERE expires_at <= ?');
  return {
    get: (namespace, key, now) => {
      const row = get.get(namespace, key, now) as { value: string } | undefined;
      return row === undefined ? null : (JSON.parse(row.value) as unknown);
    },
    set: (namespace, key, value, expiresAt) => {
      set.run(namespace, key, JSON.stringify(value ?? null), expiresAt);
    },
    removeExpired: (now) => {
      expire.run(now);
    },
  };
}
