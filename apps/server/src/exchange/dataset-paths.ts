import { textColumn, type Dataset, type DatasetColumn } from '@vitreous/formats';

/** A dataset whose file names (columns `slot/path`) are others; `map` is asked once for each name. */
export function mapPaths(dataset: Dataset, map: (path: string) => string): Dataset {
  const known = new Map<string, string>();
  const renamed = (path: string): string => {
    const found = known.get(path) ?? map(path);
    known.set(path, found);
    return found;
  };
  const columns = [...dataset.columns].map(([name, column]): [string, DatasetColumn] =>
    isPaths(name, column) ? [name, textColumn(column.data.map(renamed))] : [name, column],
  );
  return { length: dataset.length, columns: new Map(columns) };
}

/** All file names that a dataset has, each once. */
export function listPaths(dataset: Dataset): string[] {
  const paths = [...dataset.columns].flatMap(([name, column]) => (isPaths(name, column) ? column.data : []));
  return [...new Set(paths)].filter((path) => path !== '');
}

function isPaths(name: string, column: DatasetColumn): column is Extract<DatasetColumn, { type: 'text' }> {
  return name.endsWith('/path') && column.type === 'text';
}
