import { UserError } from '@vitreous/errors';
import { createDataset, createNumbers, valuesInRow, type Dataset, type DatasetColumn } from './dataset.js';

/** The given rows of a dataset, in the order given. */
export function takeRows(dataset: Dataset, rows: readonly number[]): Dataset {
  const columns = Array.from(dataset.columns, ([name, column]) => [name, takeOfColumn(column, rows)] as const);
  return createDataset(rows.length, Object.fromEntries(columns));
}

function takeOfColumn(column: DatasetColumn, rows: readonly number[]): DatasetColumn {
  if (column.type === 'text') return { type: 'text', data: rows.map((row) => column.data[row] ?? '') };
  const taken = createNumbers(column.type, column.shape, rows.length);
  const count = valuesInRow(column);
  rows.forEach((row, place) => {
    copyRows(column.data.subarray(row * count, (row + 1) * count), taken.data, place * count);
  });
  return taken;
}

/** Both arrays are of one type: the kind of their column. */
function copyRows(from: DatasetColumn['data'], to: DatasetColumn['data'], at: number): void {
  (to as Float32Array).set(from as Float32Array, at);
}

/** A dataset with columns of another added; where both have a column, it is the second's. */
export function withColumns(dataset: Dataset, other: Dataset): Dataset {
  return createDataset(dataset.length, Object.fromEntries([...dataset.columns, ...other.columns]));
}

/**
 * The rows of several datasets, one after the other. A column must be in all of them that have rows, and of one type.
 *
 * @throws UserError when it is not, naming the column.
 */
export function joinDatasets(datasets: readonly Dataset[]): Dataset {
  const filled = datasets.filter(({ length }) => length > 0);
  const [first = datasets[0] ?? createDataset(0, {}), ...rest] = filled;
  const length = filled.reduce((sum, dataset) => sum + dataset.length, 0);
  for (const dataset of rest) {
    const odd = [...dataset.columns.keys()].find((name) => !first.columns.has(name));
    if (odd !== undefined) throw new UserError(`Cannot join datasets: only some of them have the column ${odd}.`);
  }
  const columns = Array.from(first.columns, ([name, column]): [string, DatasetColumn] => {
    const parts = filled.map((dataset) => dataset.columns.get(name));
    if (column.type === 'text') {
      return [name, { type: 'text', data: parts.flatMap((part) => sameKind(name, column, part).data as string[]) }];
    }
    const joined = createNumbers(column.type, column.shape, length);
    let at = 0;
    for (const part of parts) {
      const { data } = sameKind(name, column, part);
      copyRows(data, joined.data, at);
      at += data.length;
    }
    return [name, joined];
  });
  return createDataset(length, Object.fromEntries(columns));
}

function sameKind(name: string, like: DatasetColumn, part: DatasetColumn | undefined): DatasetColumn {
  const shapeOf = (column: DatasetColumn): string => (column.type === 'text' ? '' : column.shape.join());
  if (part?.type !== like.type || shapeOf(part) !== shapeOf(like)) {
    throw new UserError(`Cannot join datasets: they do not all have the column ${name} in one type and shape.`);
  }
  return part;
}

/** A dataset with the columns that are kept, under the names they are given; null leaves a column out. */
export function renameColumns(dataset: Dataset, nameOf: (name: string) => string | null): Dataset {
  const columns = Array.from(dataset.columns).flatMap(([name, column]): [string, DatasetColumn][] => {
    const renamed = nameOf(name);
    return renamed === null ? [] : [[renamed, column]];
  });
  return createDataset(dataset.length, Object.fromEntries(columns));
}

/**
 * The rows whose `uid` occurs in all datasets, in the order of the first, with the columns of all. Where several have a
 * column, it is the last one's.
 *
 * @throws UserError when one has no `uid` column.
 */
export function matchByUid(datasets: readonly Dataset[]): Dataset {
  const [first = createDataset(0, {}), ...rest] = datasets;
  return rest.reduce((joined, other) => {
    const [left, right] = [uidsOf(joined), uidsOf(other)];
    if (left.length === right.length && left.every((uid, row) => uid === right[row])) return withColumns(joined, other);
    const place = new Map(Array.from(right, (uid, row) => [uid, row]));
    const rows = Array.from(left, (uid, row) => [row, place.get(uid)] as const).filter(
      (pair): pair is readonly [number, number] => pair[1] !== undefined,
    );
    const ours =
      rows.length === left.length
        ? joined
        : takeRows(
            joined,
            rows.map(([row]) => row),
          );
    return withColumns(
      ours,
      takeRows(
        other,
        rows.map(([, row]) => row),
      ),
    );
  }, first);
}

function uidsOf(dataset: Dataset): BigUint64Array {
  const column = dataset.columns.get('uid');
  if (column?.type === 'u8') return column.data;
  throw new UserError('Cannot match rows: a dataset has no column uid of 64-bit numbers.');
}
