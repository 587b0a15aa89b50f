import { findNumbers, type Dataset } from '../cs/dataset.js';
import { createStarTable, type StarTable } from '../star/star-table.js';
import { beamTiltMrad, magnificationLabels, opticsFields, tidy } from './field-map.js';
import { rowKinds, type RowKind } from './row-kind.js';
import { evenZernikes, oddZernikes } from './zernike.js';

export interface OpticsOfDataset {
  readonly table: StarTable;
  /** Number of each row's group, from 1. */
  readonly groupOfRow: Uint32Array;
  /** Dataset columns that the table holds. */
  readonly fields: readonly string[];
}

/** The prefix of the groups' names; the exposure group's id follows. */
export const groupNamePrefix = 'exposure_group_';

/**
 * RELION's optics groups of a dataset: one for each exposure group, or more where its rows differ in what
 * RELION keeps by group (voltage, aberrations, amplitude contrast, pixel size, box, magnification).
 */
export function groupOptics(dataset: Dataset, kind: RowKind): OpticsOfDataset {
  const fields: string[] = [];
  const find = (...names: string[]): ArrayLike<number> | null => {
    const name = names.find((candidate) => findNumbers(dataset, candidate) !== null);
    fields.push(...names);
    return name === undefined ? null : findNumbers(dataset, name);
  };
  const { slot, pixelSizeLabel } = rowKinds[kind];
  const groupId = find('ctf/exp_group_id', 'mscope_params/exp_group_id', 'location/exp_group_id');
  const shape = kind === 'particles' ? find('blob/shape') : null;
  const some = (name: string): ArrayLike<number> | null => {
    const values = find(name);
    return values !== null && Array.from(values).some((value) => value !== 0) ? values : null;
  };
  const [tilt, shift, trefoil] = [some('ctf/tilt_A'), some('ctf/shift_A'), some('ctf/trefoil_A')];
  const [tetra, anisomag] = [some('ctf/tetra_A'), some('ctf/anisomag')];
  /** Columns of the table, each a number a row of the dataset; null where the dataset does not say. */
  const columns: [label: string, valueOfRow: ((row: number) => number) | null][] = [
    ...opticsFields.map(({ field, label }): [string, ((row: number) => number) | null] => {
      const values = find(`ctf/${field}`, `mscope_params/${field}`);
      return [label, values && ((row) => values[row] ?? NaN)];
    }),
    [pixelSizeLabel, valueOf(find(`${slot}/psize_A`))],
  ];
  if (kind === 'particles') {
    columns.push(['rlnMicrographOriginalPixelSize', valueOf(find('location/micrograph_psize_A'))]);
    columns.push(['rlnImageSize', shape && ((row) => shape[2 * row] ?? NaN)]);
  }
  const cs = findNumbers(dataset, 'ctf/cs_mm');
  if (tilt !== null && cs !== null) {
    ['rlnBeamTiltX', 'rlnBeamTiltY'].forEach((label, axis) => {
      columns.push([label, (row) => tidy(beamTiltMrad(tilt[2 * row + axis] ?? 0, cs[row] ?? 0))]);
    });
  }
  if (anisomag !== null) {
    magnificationLabels.forEach((label, at) => {
      columns.push([label, (row) => (anisomag[4 * row + at] ?? 0) + (at % 3 === 0 ? 1 : 0)]);
    });
  }
  const present = columns.filter((column): column is [string, (row: number) => number] => column[1] !== null);
  const { firstRows, groupOfRow } = groupRows(dataset.length, [
    (row) => groupId?.[row] ?? 0,
    ...present.map(([, valueOfRow]) => valueOfRow),
    ...componentsOf(shift, 2),
    ...componentsOf(trefoil, 2),
    ...componentsOf(tetra, 4),
  ]);
  const kv = findNumbers(dataset, 'ctf/accel_kv');
  const lists = (zernikes: (row: number) => number[]): string[] => firstRows.map((row) => `[${zernikes(row).join()}]`);
  const of = (values: ArrayLike<number> | null, width: number, row: number): number[] =>
    componentsOf(values, width).map((component) => component(row));
  const odd = (row: number): number[] =>
    oddZernikes({ shiftA: of(shift, 2, row), trefoilA: of(trefoil, 2, row) }, kv?.[row] ?? NaN);
  const even = (row: number): number[] => evenZernikes(of(tetra, 4, row), kv?.[row] ?? NaN);
  const table = createStarTable({
    rlnOpticsGroupName: nameGroups(firstRows.map((row) => groupId?.[row] ?? 0)),
    rlnOpticsGroup: Uint32Array.from(firstRows, (_, group) => group + 1),
    ...Object.fromEntries(
      present.map(([label, valueOfRow]) => [label, textlessFloats(firstRows.map(valueOfRow), label)]),
    ),
    ...((shift ?? trefoil) !== null && { rlnOddZernike: lists(odd) }),
    ...(tetra !== null && { rlnEvenZernike: lists(even) }),
    ...(kind === 'particles' && {
      rlnImageDimensionality: Uint32Array.from(firstRows, () => 2),
      rlnCtfDataAreCtfPremultiplied: Uint32Array.from(firstRows, () => 0),
    }),
  });
  return { table, groupOfRow, fields };
}

function valueOf(values: ArrayLike<number> | null): ((row: number) => number) | null {
  return values && ((row) => values[row] ?? NaN);
}

/** Each of `width` numbers of a row. */
function componentsOf(values: ArrayLike<number> | null, width: number): ((row: number) => number)[] {
  if (values === null) return [];
  return Array.from({ length: width }, (_, axis) => (row: number) => values[width * row + axis] ?? 0);
}

/** Values of a dataset's 32-bit columns stay such; what was computed keeps its digits. */
function textlessFloats(values: number[], label: string): Float32Array | Float64Array {
  return /^rln(BeamTilt|MagMat)/.test(label) ? Float64Array.from(values) : Float32Array.from(values);
}

/** Numbers from 1 for rows that agree in all `keys`, in the order in which they first occur. */
function groupRows(
  length: number,
  keys: readonly ((row: number) => number)[],
): { firstRows: number[]; groupOfRow: Uint32Array } {
  const groupOfRow = new Uint32Array(length);
  const known = new Map<string, number>();
  const firstRows: number[] = [];
  for (let row = 0; row < length; row++) {
    // Neighbours nearly always agree; only where they do not is a key made.
    if (row > 0 && keys.every((key) => Object.is(key(row), key(row - 1)))) {
      groupOfRow[row] = groupOfRow[row - 1] ?? 0;
      continue;
    }
    const key = keys.map((one) => one(row)).join();
    const group = known.get(key) ?? known.size + 1;
    if (!known.has(key)) firstRows.push(row);
    known.set(key, group);
    groupOfRow[row] = group;
  }
  return { firstRows, groupOfRow };
}

/** Names that hold the ids, and tell groups of one id apart. */
function nameGroups(groupIds: readonly number[]): string[] {
  const seen = new Map<number, number>();
  return groupIds.map((id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return `${groupNamePrefix}${id}${count > 1 ? `_${count}` : ''}`;
  });
}
