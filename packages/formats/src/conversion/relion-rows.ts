import { DataError } from '@vitreous/errors';
import { findStarBlock, findStarColumn, type StarBlock, type StarFile, type StarTable } from '../star/star-table.js';
import { rowKinds, type RowKind } from './row-kind.js';

/** The rows of a RELION file of any generation, each with what its optics group says of it. */
export interface RelionRows {
  readonly kind: RowKind;
  readonly length: number;
  /** Labels of the rows and of the optics groups. */
  readonly labels: readonly string[];
  /** A number for each row, its own or its optics group's; null when neither has the label. */
  numbers(label: string): Float64Array | null;
  strings(label: string): string[] | null;
}

const noOptics: StarTable = { length: 0, columns: [] };

/**
 * Finds the table of particles, micrographs or movies: in 3.1 form with its optics, in 3.0 form the only one.
 *
 * @throws DataError when there is none, or a row names an optics group that is missing.
 */
export function findRelionRows(file: StarFile): RelionRows {
  const { kind, table } = findTable(file);
  const optics = findStarBlock(file, 'optics')?.loops[0] ?? noOptics;
  const opticsRow = joinOptics(file.path, table, optics);
  const has = (in_: StarTable, label: string): boolean => findStarColumn(in_, label) !== null;
  return {
    kind,
    length: table.length,
    labels: [...table.columns, ...optics.columns].map((column) => column.label),
    numbers: (label) => {
      if (has(table, label)) return findStarColumn(table, label)?.numbers() ?? null;
      const ofGroup = findStarColumn(optics, label)?.numbers();
      return ofGroup && opticsRow ? Float64Array.from(opticsRow, (row) => ofGroup[row] ?? NaN) : null;
    },
    strings: (label) => {
      if (has(table, label)) return findStarColumn(table, label)?.strings() ?? null;
      const ofGroup = findStarColumn(optics, label)?.strings();
      return ofGroup && opticsRow ? Array.from(opticsRow, (row) => ofGroup[row] ?? '') : null;
    },
  };
}

function findTable(file: StarFile): { kind: RowKind; table: StarTable } {
  for (const kind of ['particles', 'micrographs', 'movies'] as const) {
    const table = findStarBlock(file, kind)?.loops[0];
    if (table !== undefined) return { kind, table };
  }
  const tables = file.blocks.filter((block) => block.name !== 'optics').flatMap((block: StarBlock) => block.loops);
  for (const kind of ['particles', 'movies', 'micrographs'] as const) {
    const table = tables.find((one) => findStarColumn(one, rowKinds[kind].pathLabel) !== null);
    if (table !== undefined) {
      const isPicks = kind === 'micrographs' && findStarColumn(table, 'rlnCoordinateX') !== null;
      return { kind: isPicks ? 'particles' : kind, table };
    }
  }
  const places = tables.find((one) => findStarColumn(one, 'rlnCoordinateX') !== null);
  if (places !== undefined) return { kind: 'particles', table: places };
  throw new DataError(
    `${file.path}: expected a table of particles, micrographs or movies (with _rlnImageName, _rlnMicrographName or _rlnMicrographMovieName), found ${file.blocks.map((block) => `data_${block.name}`).join(', ')}.`,
  );
}

/** For each row, the row of the optics table that has its group's number. */
function joinOptics(path: string, table: StarTable, optics: StarTable): Uint32Array | null {
  const groups = findStarColumn(table, 'rlnOpticsGroup')?.numbers();
  const numbers = findStarColumn(optics, 'rlnOpticsGroup')?.numbers();
  if (groups === undefined || numbers === undefined) return null;
  const rowOfNumber = new Map(Array.from(numbers, (number, row) => [number, row]));
  return Uint32Array.from(groups, (group, row) => {
    const found = rowOfNumber.get(group);
    if (found === undefined) {
      throw new DataError(`${path}: row ${row + 1} is of optics group ${group}, which data_optics does not have.`);
    }
    return found;
  });
}

/** Reads labels and remembers which were asked for. */
export class LabelReader {
  readonly used = new Set<string>();

  constructor(private readonly rows: RelionRows) {}

  numbers(label: string): Float64Array | null {
    this.used.add(label);
    return this.rows.numbers(label);
  }

  strings(label: string): string[] | null {
    this.used.add(label);
    return this.rows.strings(label);
  }
}
