import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { among, type Condition, type Value } from './condition.js';

/** What every stored record has. */
export interface Document {
  _id: string;
  created_at: string;
  updated_at: string;
}

/** A part of a list: in order of creation or backwards, after the record with id `after`. */
export interface Page {
  readonly order?: 1 | -1;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** Values by name of column. */
interface Columns {
  readonly [column: string]: Value;
}

/**
 * Records as JSON documents, with the columns that are searched beside them. A record read from here is a copy:
 * change it and `save` it.
 */
export interface DocumentTable<Record extends Document> {
  insert(record: Record): void;
  /** Writes a changed record; its `updated_at` is the caller's. */
  save(record: Record): void;
  remove(id: string): void;
  get(id: string): Record | null;
  /** The first that fits all conditions. */
  first(conditions: readonly Condition[]): Record | null;
  find(conditions: readonly Condition[], page?: Page): Record[];
  /** As find, as the text of a JSON list: for sending records on, far cheaper than reading and writing each. */
  findText(conditions: readonly Condition[], page?: Page): string;
  /** A searched column of all that fit. */
  values(column: string, conditions: readonly Condition[]): string[];
  count(conditions: readonly Condition[]): number;
}

/**
 * @param columnsOf the searched columns of a record, by name, besides `id`.
 * @param note is told of each record that is written.
 */
export function createDocumentTable<Record extends Document>(
  database: DatabaseSyncInstance,
  table: string,
  columnsOf: (record: Record) => Columns,
  note: (record: Record) => void = () => undefined,
): DocumentTable<Record> {
  const statements = new Map<string, StatementSyncInstance>();
  const prepare = (sql: string): StatementSyncInstance => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const read = (doc: string): Record => JSON.parse(doc) as Record;
  const where = (conditions: readonly Condition[]): string =>
    conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const valuesOf = (conditions: readonly Condition[]): Value[] => conditions.flatMap(({ values }) => [...values]);

  const select = (conditions: readonly Condition[], { order = 1, after, limit }: Page = {}): string[] => {
    const cursor: Condition[] =
      after === undefined
        ? []
        : [{ sql: `seq ${order === 1 ? '>' : '<'} (SELECT seq FROM ${table} WHERE id = ?)`, values: [after] }];
    const all = [...conditions, ...cursor];
    const sorted = `ORDER BY seq ${order === 1 ? 'ASC' : 'DESC'}`;
    // Found and sorted by what the indexes hold; documents are only read of those that are wanted.
    const found = `SELECT seq FROM ${table} ${where(all)} ${sorted} LIMIT ?`;
    const rows = prepare(`SELECT doc FROM ${table} WHERE seq IN (${found}) ${sorted}`).all(
      ...valuesOf(all),
      limit ?? -1,
    );
    return (rows as { doc: string }[]).map(({ doc }) => doc);
  };
  const find = (conditions: readonly Condition[], page?: Page): Record[] => select(conditions, page).map(read);

  return {
    insert: (record) => {
      const columns: Columns = { id: record._id, doc: JSON.stringify(record), ...columnsOf(record) };
      const names = Object.keys(columns);
      const marks = names.map(() => '?').join(', ');
      prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`).run(...Object.values(columns));
      note(record);
    },
    save: (record) => {
      const columns: Columns = { doc: JSON.stringify(record), ...columnsOf(record) };
      const changes = Object.keys(columns).map((name) => `${name} = ?`);
      prepare(`UPDATE ${table} SET ${changes.join(', ')} WHERE id = ?`).run(...Object.values(columns), record._id);
      note(record);
    },
    remove: (id) => {
      prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
    },
    get: (id) => find(among('id', [id]), { limit: 1 })[0] ?? null,
    first: (conditions) => find(conditions, { limit: 1 })[0] ?? null,
    find,
    findText: (conditions, page) => `[${select(conditions, page).join()}]`,
    values: (column, conditions) => {
      const rows = prepare(`SELECT ${column} AS value FROM ${table} ${where(conditions)}`).all(...valuesOf(conditions));
      return (rows as { value: string }[]).map(({ value }) => value);
    },
    count: (conditions) => {
      const counted = prepare(`SELECT count(*) AS number FROM ${table} ${where(conditions)}`);
      return (counted.get(...valuesOf(conditions)) as { number: number }).number;
    },
  };
}
