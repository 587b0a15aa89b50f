import { createDataset, findIds, idColumn, renameColumns, type Dataset } from '@vitreous/formats';

/** The rows of a table without anything else: what an output's own columns are put beside. */
export function onlyIds(table: Dataset): Dataset {
  const uids = findIds(table, 'uid') ?? new BigUint64Array(table.length);
  return createDataset(table.length, { uid: idColumn(uids) });
}

/** Particles whose halves are drawn by their ids, whatever the table says. */
export function withoutHalves(table: Dataset): Dataset {
  return renameColumns(table, (name) => (name === 'alignments3D/split' ? null : name));
}
