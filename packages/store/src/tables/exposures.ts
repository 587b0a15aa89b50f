import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Exposure, LiveExposureAttributes } from '@vitreous/schema';
import type { Changes } from '../changes.js';
import { equals, type Condition, type Value } from '../condition.js';
import type { Page } from '../document-table.js';
import { exposureAttributes, isFlag, stateColumns, type ExposureColumns } from './exposure-columns.js';
import { tallySql, type ExposureTally } from './exposure-tally.js';

/** What only the engine knows of an exposure. */
export interface ExposureFacts {
  /** Time of the file's last change, ms since 1970. */
  readonly file_time: number;
  /** Its group is not to be processed. */
  readonly ignored: boolean;
}

/** An exposure that a worker has in hand, or is to have. */
export interface ExposureInHand {
  readonly exposure: Exposure;
  readonly lease_until: string | null;
  readonly deaths: number;
  readonly file_time: number;
}

/** A change of columns for many exposures at once. */
export type ExposureChange = Partial<ExposureColumns & LiveExposureAttributes>;

export interface Exposures {
  /** False when the session has this file already: nothing is done. */
  insert(exposure: Exposure, facts: ExposureFacts): boolean;
  save(exposure: Exposure): void;
  get(id: string): Exposure | null;
  first(conditions: readonly Condition[]): Exposure | null;
  find(conditions: readonly Condition[], page?: Page): Exposure[];
  count(conditions: readonly Condition[]): number;
  /** Sets columns of all exposures of a session that fit; returns how many. */
  changeMany(session: SessionKey, conditions: readonly Condition[], change: ExposureChange, at: string): number;
  changeOne(session: SessionKey, uid: number, change: ExposureChange, at: string): void;
  /** The first that fits, in an order of columns. */
  firstInOrder(session: SessionKey, conditions: readonly Condition[], order: string): ExposureInHand | null;
  inHand(session: SessionKey): ExposureInHand[];
  /** What each stage left: JSON that only the walk of an exposure reads. */
  records(id: string): string;
  saveRecords(id: string, records: string): void;
  /** Forgets what stages left of all exposures of a session that fit. */
  forgetRecords(session: SessionKey, conditions: readonly Condition[]): void;
  /** `since` is in seconds since 1970. */
  tally(session: SessionKey, since: number): ExposureTally;
  /** The parameter versions that exposures were given. */
  versions(session: SessionKey): number[];
  /** A number for the next exposure. */
  nextUid(session: SessionKey): number;
  /** Exposures of each stage, and how many have failed. */
  countByStage(session: SessionKey): Record<string, number>;
  /**
   * Columns of numbers (flags as 0 and 1) over all exposures of a session that are not deleted, in order of `uid`, each as
   * the text of a JSON array, numbers to 15 digits.
   */
  series(session: SessionKey, names: readonly (keyof LiveExposureAttributes | keyof ExposureColumns)[]): string[];
  /** The files of a group that are known. */
  paths(session: SessionKey, groupId: number): string[];
  removeAll(session: SessionKey): void;
  /** Exposures whose files in the project are behind. */
  toDump(afterSeq: number, limit: number): { readonly seq: number; readonly exposure: Exposure }[];
  dumped(id: string, updatedAt: string): void;
}

export interface SessionKey {
  readonly project_uid: string;
  readonly session_uid: string;
}

/** Conditions that hold a query to one session. */
const within = ({ project_uid, session_uid }: SessionKey): Condition[] => [
  ...equals('project_uid', project_uid),
  ...equals('session_uid', session_uid),
];

export function createExposures(database: DatabaseSyncInstance, changes: Changes): Exposures {
  const statements = new Map<string, StatementSyncInstance>();
  const prepare = (sql: string): StatementSyncInstance => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const where = (conditions: readonly Condition[]): string =>
    conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const valuesOf = (conditions: readonly Condition[]): Value[] => conditions.flatMap(({ values }) => [...values]);
  const note = ({ project_uid, session_uid }: SessionKey, uid: number | null): void => {
    changes.note({ kind: 'exposure', project_uid, session_uid, uid: uid === null ? null : String(uid) });
  };
  const columns = [...stateColumns, ...exposureAttributes].join(', ');
  const from = 'FROM exposures JOIN exposure_docs USING (id)';
  const select = `SELECT id, ${columns}, doc ${from}`;
  const selectInHand = `SELECT id, ${columns}, lease_until, deaths, file_time, doc ${from}`;
  const find: Exposures['find'] = (conditions, { order = 1, after, limit } = {}) => {
    const cursor: Condition[] =
      after === undefined
        ? []
        : [{ sql: `seq ${order === 1 ? '>' : '<'} (SELECT seq FROM exposures WHERE id = ?)`, values: [after] }];
    const all = [...conditions, ...cursor];
    return prepare(`${select} ${where(all)} ORDER BY seq ${order === 1 ? 'ASC' : 'DESC'} LIMIT ?`)
      .all(...valuesOf(all), limit ?? -1)
      .map(readExposure);
  };
  const update = (conditions: readonly Condition[], change: ExposureChange, at: string): number => {
    const values = Object.entries<Value | boolean>({ ...change, updated_at: at, autodump: true });
    const set = values.map(([name]) => `${name} = ?`).join(', ');
    const bound = values.map(([, value]) => (typeof value === 'boolean' ? Number(value) : value));
    return prepare(`UPDATE exposures SET ${set} ${where(conditions)}`).run(...bound, ...valuesOf(conditions)).changes;
  };
  const isHeld = `${columns}, id, file_time, deaths`;
  const inserted = [...stateColumns, ...exposureAttributes].map(() => '?').join(', ');
  const insert = `INSERT INTO exposures (${isHeld}) VALUES (${inserted}, ?, ?, 0)
    ON CONFLICT (project_uid, session_uid, path) DO NOTHING`;
  const saved = [...stateColumns, ...exposureAttributes].map((name) => `${name} = ?`).join(', ');

  return {
    insert: (exposure, { file_time, ignored }) => {
      const values = [...columnsOf(exposure, ignored), exposure._id, file_time];
      const isNew = prepare(insert).run(...values).changes === 1;
      if (!isNew) return false;
      prepare(`INSERT INTO exposure_docs (id, doc, records) VALUES (?, ?, '{}')`).run(
        exposure._id,
        documentOf(exposure),
      );
      note(exposure, exposure.uid);
      return true;
    },
    save: (exposure) => {
      const ignored = prepare('SELECT ignored FROM exposures WHERE id = ?').get(exposure._id) as
        { ignored: number } | undefined;
      prepare(`UPDATE exposures SET ${saved} WHERE id = ?`).run(
        ...columnsOf(exposure, ignored?.ignored === 1),
        exposure._id,
      );
      prepare('UPDATE exposure_docs SET doc = ? WHERE id = ?').run(documentOf(exposure), exposure._id);
      note(exposure, exposure.uid);
    },
    get: (id) => find(equals('id', id), { limit: 1 })[0] ?? null,
    first: (conditions) => find(conditions, { limit: 1 })[0] ?? null,
    find,
    count: (conditions) =>
      (
        prepare(`SELECT count(*) AS number FROM exposures ${where(conditions)}`).get(...valuesOf(conditions)) as {
          number: number;
        }
      ).number,
    changeMany: (session, conditions, change, at) => {
      const changed = update([...within(session), ...conditions], change, at);
      if (changed > 0) note(session, null);
      return changed;
    },
    changeOne: (session, uid, change, at) => {
      if (update([...within(session), ...equals('uid', uid)], change, at) > 0) note(session, uid);
    },
    firstInOrder: (session, conditions, order) => {
      const all = [...within(session), ...conditions];
      const row: unknown = prepare(`${selectInHand} ${where(all)} ORDER BY ${order} LIMIT 1`).get(...valuesOf(all));
      return row === undefined ? null : readInHand(row);
    },
    inHand: (session) => {
      const all = [...within(session), ...equals('in_progress', true)];
      return prepare(`${selectInHand} ${where(all)}`)
        .all(...valuesOf(all))
        .map(readInHand);
    },
    records: (id) =>
      (prepare('SELECT records FROM exposure_docs WHERE id = ?').get(id) as { records: string } | undefined)?.records ??
      '{}',
    saveRecords: (id, records) => {
      prepare('UPDATE exposure_docs SET records = ? WHERE id = ?').run(records, id);
    },
    forgetRecords: (session, conditions) => {
      const all = [...within(session), ...conditions];
      const ids = `SELECT id FROM exposures ${where(all)}`;
      prepare(`UPDATE exposure_docs SET records = '{}' WHERE id IN (${ids})`).run(...valuesOf(all));
    },
    tally: ({ project_uid, session_uid }, since) =>
      prepare(tallySql).get({ since, project_uid, session_uid }) as ExposureTally,
    versions: (session) => {
      const all = [...within(session), { sql: 'parameter_version IS NOT NULL', values: [] }];
      const rows = prepare(`SELECT DISTINCT parameter_version AS version FROM exposures ${where(all)}`).all(
        ...valuesOf(all),
      ) as { version: number }[];
      return rows.map(({ version }) => version);
    },
    nextUid: (session) => {
      const all = within(session);
      const sql = `SELECT coalesce(max(uid), 0) + 1 AS uid FROM exposures ${where(all)}`;
      return (prepare(sql).get(...valuesOf(all)) as { uid: number }).uid;
    },
    countByStage: (session) => {
      const all = [...within(session), ...equals('deleted', false)];
      const sql = `SELECT iif(failed, 'failed', stage) AS stage, count(*) AS number FROM exposures ${where(all)} GROUP BY 1`;
      const rows = prepare(sql).all(...valuesOf(all)) as { stage: string; number: number }[];
      return Object.fromEntries(rows.map(({ stage, number }) => [stage, number]));
    },
    series: (session, names) => {
      const all = [...within(session), ...equals('deleted', false)];
      // Written by the database: made of rows in here, the arrays of 20,000 exposures took five times as long.
      const arrays = names.map((name) => `json_group_array(${name}) AS ${name}`).join(', ');
      const rows = `SELECT ${names.join(', ')} FROM exposures ${where(all)} ORDER BY uid`;
      const texts = prepare(`SELECT ${arrays} FROM (${rows})`).get(...valuesOf(all)) as Record<string, string>;
      return names.map((name) => texts[name] ?? '[]');
    },
    paths: (session, groupId) => {
      const all = [...within(session), ...equals('exp_group_id', groupId)];
      const rows = prepare(`SELECT path FROM exposures ${where(all)}`).all(...valuesOf(all)) as { path: string }[];
      return rows.map(({ path }) => path);
    },
    removeAll: (session) => {
      const all = within(session);
      prepare(`DELETE FROM exposure_docs WHERE id IN (SELECT id FROM exposures ${where(all)})`).run(...valuesOf(all));
      prepare(`DELETE FROM exposures ${where(all)}`).run(...valuesOf(all));
      note(session, null);
    },
    // What a worker has in hand will change soon.
    toDump: (afterSeq, limit) => {
      const sql = `SELECT seq, id, ${columns}, doc ${from}
        WHERE autodump = 1 AND in_progress = 0 AND seq > ? ORDER BY seq LIMIT ?`;
      return prepare(sql)
        .all(afterSeq, limit)
        .map((row) => ({ seq: (row as { seq: number }).seq, exposure: readExposure(row) }));
    },
    dumped: (id, updatedAt) => {
      prepare('UPDATE exposures SET autodump = 0 WHERE id = ? AND updated_at = ?').run(id, updatedAt);
    },
  };
}

function columnsOf(exposure: Exposure, ignored: boolean): Value[] {
  const state: ExposureColumns = { ...exposure, path: exposure.abs_file_path, ignored, autodump: true };
  return [
    ...stateColumns.map((name): Value => {
      const value = state[name];
      return typeof value === 'boolean' ? Number(value) : value;
    }),
    ...exposureAttributes.map((name) => exposure.attributes[name]),
  ];
}

/** What stands in no column. */
function documentOf(exposure: Exposure): string {
  const rest: Record<string, unknown> = { ...exposure };
  for (const name of stateColumns) Reflect.deleteProperty(rest, name);
  delete rest['attributes'];
  return JSON.stringify(rest);
}

function readExposure(row: unknown): Exposure {
  const { doc, ...columns } = row as Record<string, Value>;
  const exposure: Record<string, unknown> = JSON.parse(String(doc)) as Record<string, unknown>;
  for (const name of stateColumns) {
    if (name === 'path' || name === 'ignored' || name === 'autodump') continue;
    const value = columns[name] ?? null;
    exposure[name] = isFlag(name) ? value === 1 : value;
  }
  // What thousands were reset by says nothing of these two: they count only with their columns.
  if (exposure['failed'] !== true && exposure['fail_count'] === 0) exposure['fail_reason'] = '';
  if (exposure['test'] !== true) exposure['test_parameters'] = null;
  exposure['attributes'] = Object.fromEntries(exposureAttributes.map((name) => [name, columns[name] ?? 0]));
  return exposure as unknown as Exposure;
}

function readInHand(row: unknown): ExposureInHand {
  const { lease_until, deaths, file_time } = row as ExposureInHand;
  return { exposure: readExposure(row), lease_until, deaths, file_time };
}
