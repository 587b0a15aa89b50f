import { extname } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import {
  createDataset,
  createStandardColumn,
  datasetOfStar,
  findNumbers,
  findStandardField,
  readDataset,
  readStar,
  type Dataset,
  type DatasetColumn,
  type DatasetOfStarOptions,
} from '@vitreous/formats';

/** Particles as a table has them, in columns of the standard types, and sentences on what could not be carried over. */
export interface ReadTable {
  readonly dataset: Dataset;
  readonly notes: readonly string[];
}

/**
 * Reads a table of particles, `.star` or `.cs`, keeping the columns of the slots that are wanted.
 *
 * @throws UserError when it is neither; DataError when it is broken or a column is of another kind than is usual.
 */
export async function readTable(
  path: string,
  slots: ReadonlySet<string>,
  options: DatasetOfStarOptions,
): Promise<ReadTable> {
  const kind = extname(path).toLowerCase();
  if (kind === '.star') {
    const { dataset, notes } = datasetOfStar(await readStar(path), options);
    return { dataset: withStandardTypes(dataset, path), notes };
  }
  if (kind !== '.cs') throw new UserError(`${path} is no table of particles: expected a .star or .cs file.`);
  const isWanted = (name: string): boolean => name === 'uid' || slots.has(name.split('/')[0] ?? '');
  return { dataset: withStandardTypes(await readDataset(path, { fields: isWanted }), path), notes: [] };
}

/** Numbers in the types that are usual for their columns, whatever program wrote them. */
function withStandardTypes(dataset: Dataset, path: string): Dataset {
  const columns = Array.from(dataset.columns, ([name, column]): [string, DatasetColumn] => {
    const field = findStandardField(name);
    if (field === null || field.type === column.type) return [name, column];
    const numbers = findNumbers(dataset, name);
    if (field.type === 'text' || field.type === 'u8' || numbers === null) {
      throw new DataError(`${path}: the column ${name} holds ${column.type}; expected ${field.type}.`);
    }
    return [name, createStandardColumn(name, dataset.length, numbers)];
  });
  return createDataset(dataset.length, Object.fromEntries(columns));
}
