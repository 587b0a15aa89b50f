import { resolve } from 'node:path';
import {
  columnsOf,
  fieldsOf,
  findIds,
  joinDatasets,
  matchByUid,
  readDataset,
  readDatasetHeader,
  renameColumns,
  withColumns,
  type ColumnSource,
  type Dataset,
  type DatasetField,
} from '@vitreous/formats';

/** Where a result's columns are, and what slot they are to be called after. */
export interface ResultFile {
  /** Relative to the project directory, or absolute. */
  readonly file: string;
  /** What the columns are called after in the file. */
  readonly result: string;
  readonly slot: string;
  readonly dtype?: string;
}

/**
 * The columns of several results, each file read once, rows matched by `uid`. Of volumes each file has one row: they are parts
 * of one volume whatever their ids, as when half maps were imported one by one.
 */
export async function readResults(projectDir: string, wanted: readonly ResultFile[]): Promise<Dataset> {
  const parts = await Promise.all(filesOf(projectDir, wanted).map(({ read }) => read(() => true)));
  const isVolume = wanted.every(({ dtype }) => dtype === 'volume_blob') && parts.every(({ length }) => length === 1);
  return isVolume ? parts.reduceRight(withColumns) : matchByUid(parts);
}

/** As readResults; where all files have the same rows in one order, columns are read as they are wanted. */
export async function openResults(projectDir: string, wanted: readonly ResultFile[]): Promise<ColumnSource> {
  const files = filesOf(projectDir, wanted);
  const ids = files.length < 2 ? [] : await Promise.all(files.map(({ read }) => read((name) => name === 'uid')));
  const [first, ...rest] = ids.map((dataset) => findIds(dataset, 'uid'));
  const isSame = (one: BigUint64Array | null | undefined): boolean =>
    one?.length === first?.length && (one?.every((uid, row) => uid === first?.[row]) ?? false);
  const headers = await Promise.all(
    files.map(async ({ path, rename }) => ({ ...(await readDatasetHeader(path)), rename })),
  );
  if (headers[0] === undefined || !rest.every(isSame)) return columnsOf(await readResults(projectDir, wanted));
  const fields = new Map<string, DatasetField>();
  for (const { fields: stored, rename } of headers) {
    for (const field of stored) {
      const name = rename(field.name);
      if (name !== null) fields.set(name, { ...field, name });
    }
  }
  const read = async (names: ReadonlySet<string>): Promise<Dataset> => {
    const parts = await Promise.all(files.map((file) => file.read((name) => names.has(name))));
    return parts.reduce(withColumns);
  };
  return { length: headers[0].length, fields: [...fields.values()], read };
}

interface OpenFile {
  readonly path: string;
  /** What a column is to be called; null for one that is not wanted. */
  readonly rename: (field: string) => string | null;
  /** Columns by the names they are given. */
  readonly read: (isWanted: (name: string) => boolean) => Promise<Dataset>;
}

function filesOf(projectDir: string, wanted: readonly ResultFile[]): OpenFile[] {
  return [...new Set(wanted.map((one) => one.file))].map((file) => {
    const slotOf = new Map(wanted.filter((one) => one.file === file).map(({ result, slot }) => [result, slot]));
    const rename = (field: string): string | null => {
      if (field === 'uid') return field;
      const cut = field.indexOf('/');
      const slot = slotOf.get(field.slice(0, cut));
      return slot === undefined ? null : slot + field.slice(cut);
    };
    const path = resolve(projectDir, file);
    const read: OpenFile['read'] = async (isWanted) => {
      const choose = (field: string): string | null => {
        const name = rename(field);
        return name !== null && isWanted(name) ? name : null;
      };
      return renameColumns(await readDataset(path, { fields: (field) => choose(field) !== null }), choose);
    };
    return { path, rename, read };
  });
}

/** One connection's rows after the other's, with the columns that all have. */
export async function readConnections(
  projectDir: string,
  connections: readonly (readonly ResultFile[])[],
): Promise<Dataset> {
  const parts = await Promise.all(connections.map((wanted) => readResults(projectDir, wanted)));
  const [first, ...rest] = parts;
  const shared = new Set(
    first === undefined
      ? []
      : fieldsOf(first)
          .map(({ name }) => name)
          .filter((name) => rest.every(({ columns }) => columns.has(name))),
  );
  return joinDatasets(parts.map((part) => renameColumns(part, (name) => (shared.has(name) ? name : null))));
}
