import { join } from 'node:path';
import { fieldsOf, joinDatasets, matchByUid, readDataset, renameColumns, type Dataset } from '@vitreous/formats';

/** Where a result's columns are, and what slot they are to be called after. */
export interface ResultFile {
  /** Relative to the project directory. */
  readonly file: string;
  /** What the columns are called after in the file. */
  readonly result: string;
  readonly slot: string;
}

/** The columns of several results, each file read once, rows matched by `uid`. */
export async function readResults(projectDir: string, wanted: readonly ResultFile[]): Promise<Dataset> {
  const parts = [];
  for (const file of new Set(wanted.map((one) => one.file))) {
    const slotOf = new Map(wanted.filter((one) => one.file === file).map(({ result, slot }) => [result, slot]));
    const rename = (field: string): string | null => {
      if (field === 'uid') return field;
      const cut = field.indexOf('/');
      const slot = slotOf.get(field.slice(0, cut));
      return slot === undefined ? null : slot + field.slice(cut);
    };
    const read = await readDataset(join(projectDir, file), { fields: (field) => rename(field) !== null });
    parts.push(renameColumns(read, rename));
  }
  return matchByUid(parts);
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
