import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Settings of the instance: any JSON value by name. */
export interface Settings {
  /** Undefined when it was never set. */
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export function createSettings(database: DatabaseSyncInstance): Settings {
  const get = database.prepare('SELECT value FROM settings WHERE name = ?');
  const set = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    get: (name) => {
      const row = get.get(name) as { value: string } | undefined;
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    set: (name, value) => {
      set.run(name, JSON.stringify(value ?? null));
    },
  };
}
