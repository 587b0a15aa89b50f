import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Few records, known by their names, in the order in which they were made. A record read from here is a copy. */
export interface NamedTable<Record extends { readonly name: string }> {
  all(): Record[];
  get(name: string): Record | null;
  /** Adds it, or takes the place of the one of this name. */
  save(record: Record): void;
  remove(name: string): void;
}

export function createNamedTable<Record extends { readonly name: string }>(
  database: DatabaseSyncInstance,
  table: string,
): NamedTable<Record> {
  const all = database.prepare(`SELECT doc FROM ${table} ORDER BY seq`);
  const get = database.prepare(`SELECT doc FROM ${table} WHERE name = ?`);
  const save = database.prepare(
    `INSERT INTO ${table} (name, doc) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET doc = excluded.doc`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE name = ?`);
  const read = (row: unknown): Record => JSON.parse((row as { doc: string }).doc) as Record;
  return {
    all: () => all.all().map(read),
    get: (name) => {
      const row: unknown = get.get(name);
      return row === undefined ? null : read(row);
    },
    save: (record) => {
      save.run(record.name, JSON.stringify(record));
    },
    remove: (name) => {
      remove.run(name);
    },
  };
}
