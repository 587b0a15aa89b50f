import { createHash } from 'node:crypto';
import { DataError } from '@vitreous/errors';
import { createDataset, type Dataset, type DatasetColumn } from '../cs/dataset.js';
import { createStandardColumn, type StandardValues } from '../cs/standard-fields.js';
import { noAberrations } from '../cs/no-aberrations.js';
import type { StarFile } from '../star/star-table.js';
import { opticsFields, pickFields, rowFields, uidLabel } from './field-map.js';
import { readAberrations } from './aberrations-of-star.js';
import { readAlignment } from './alignment-of-star.js';
import { groupNamePrefix } from './optics-of-dataset.js';
import { findRelionRows, LabelReader, type RelionRows } from './relion-rows.js';
import { rowKinds } from './row-kind.js';

export interface DatasetOfStarOptions {
  /** Å; for files that do not say. */
  readonly pixelSizeA?: number;
  /** Side of the box in pixels; for files that do not say. */
  readonly boxSizePx?: number;
  /** (height, width) of a micrograph, which STAR files do not hold: without it there are no coordinates. */
  readonly micrographShape?: (path: string) => readonly [height: number, width: number] | null;
  /** Of files that hold the coordinates of one micrograph without its name. */
  readonly micrographPath?: string;
  /** 1 where particles are bright, as RELION has them (the default), -1 where they are dark. */
  readonly sign?: 1 | -1;
  /** As in starOfDataset. */
  readonly flipY?: boolean;
}

export interface DatasetConversion {
  readonly dataset: Dataset;
  /** Sentences on what could not be carried over. */
  readonly notes: string[];
}

/** Labels that have done their work, or say nothing that a dataset lacks. */
const understood = new Set([
  'rlnOpticsGroup',
  'rlnOpticsGroupName',
  'rlnImageDimensionality',
  'rlnMagnification',
  'rlnDetectorPixelSize',
  uidLabel,
]);

/**
 * A RELION file of particles, picks, micrographs or movies, of any generation, as a dataset.
 *
 * Rows keep the ids the file carries; without, an id is made of the image's name, the same whenever the file
 * is converted.
 *
 * @throws DataError when the file has no such table, a value is no number, or a needed pixel size is missing.
 */
export function datasetOfStar(file: StarFile, options: DatasetOfStarOptions = {}): DatasetConversion {
  const rows = findRelionRows(file);
  const reader = new LabelReader(rows);
  const pixelSizeA = pixelSizes(reader, rows, options);
  const notes: string[] = [];
  const columns: Record<string, StandardValues> = {
    ...images(reader, rows, pixelSizeA, options, file.path),
    ...(rows.kind === 'particles' && locations(reader, rows, options, notes)),
    ...ctf(reader, rows, file.path, notes),
    ...(rows.kind === 'particles' && reader.strings('rlnImageName') === null
      ? templateOfPick(reader)
      : readAlignment(reader, rows.length, pixelSizeA, file.path)),
  };
  columns.uid = rowIds(reader, rows);
  if (reader.numbers('rlnCtfDataAreCtfPremultiplied')?.some((flag) => flag !== 0)) {
    notes.push('The images are multiplied by their CTF (_rlnCtfDataAreCtfPremultiplied), which a dataset cannot say.');
  }
  const lost = [...new Set(rows.labels)].filter((label) => !reader.used.has(label) && !understood.has(label));
  if (lost.length > 0) notes.push(`A dataset has no place for ${lost.map((label) => `_${label}`).join(', ')}.`);
  const made = Object.entries({ uid: columns.uid, ...columns }).map(([name, values]): [string, DatasetColumn] => [
    name,
    createStandardColumn(name, rows.length, values),
  ]);
  return { dataset: createDataset(rows.length, Object.fromEntries(made)), notes };
}

/** Å of each row's image: said, or computed from the magnification as RELION 3.0 does. */
function pixelSizes(reader: LabelReader, rows: RelionRows, { pixelSizeA }: DatasetOfStarOptions): Float64Array | null {
  const said = reader.numbers(rowKinds[rows.kind].pixelSizeLabel) ?? reader.numbers('rlnPixelSize');
  const detectorUm = reader.numbers('rlnDetectorPixelSize');
  const magnification = reader.numbers('rlnMagnification');
  if (pixelSizeA !== undefined) return new Float64Array(rows.length).fill(pixelSizeA);
  if (said !== null || detectorUm === null || magnification === null) return said;
  return detectorUm.map((size, row) => (size * 1e4) / (magnification[row] ?? NaN));
}

function images(
  reader: LabelReader,
  { kind, length }: RelionRows,
  pixelSizeA: Float64Array | null,
  { boxSizePx, sign = 1 }: DatasetOfStarOptions,
  path: string,
): Record<string, StandardValues> {
  const { slot, pathLabel } = rowKinds[kind];
  const names = reader.strings(pathLabel);
  if (names === null) return {};
  const columns: Record<string, StandardValues> = {};
  if (kind === 'particles') {
    const parts = names.map((name, row) => splitImageName(name, `${path}, row ${row + 1}`));
    columns['blob/path'] = parts.map((part) => part.path);
    columns['blob/idx'] = parts.map((part) => part.index);
    const box = reader.numbers('rlnImageSize') ?? (boxSizePx === undefined ? null : fill(length, boxSizePx));
    if (box !== null) columns['blob/shape'] = Array.from({ length: 2 * length }, (_, i) => box[i >> 1] ?? NaN);
    columns['blob/sign'] = fill(length, sign);
  } else {
    columns[`${slot}/path`] = names;
    if (kind === 'micrographs') columns['micrograph_blob/idx'] = fill(length, 0);
  }
  if (pixelSizeA !== null) columns[`${slot}/psize_A`] = pixelSizeA;
  return columns;
}

/** `000003@stack.mrcs` is image 2 (from 0) of the stack; a name alone is a file of one image. */
function splitImageName(name: string, where: string): { path: string; index: number } {
  const at = name.indexOf('@');
  if (at < 0) return { path: name, index: 0 };
  const number = Number(name.slice(0, at));
  if (!Number.isInteger(number) || number < 1 || number > 0xffffffff) {
    throw new DataError(`${where}: expected an image name such as 000001@stack.mrcs, found ${JSON.stringify(name)}.`);
  }
  return { path: name.slice(at + 1), index: number - 1 };
}

/** Pixels, the first at 0, to fractions of the micrograph. */
function locations(
  reader: LabelReader,
  { length }: RelionRows,
  { micrographShape, micrographPath, flipY = false }: DatasetOfStarOptions,
  notes: string[],
): Record<string, StandardValues> {
  const named = reader.strings('rlnMicrographName');
  const paths = named ?? (micrographPath === undefined ? null : new Array<string>(length).fill(micrographPath));
  if (paths === null) return {};
  const columns: Record<string, StandardValues> = {
    'location/micrograph_path': paths,
    'location/micrograph_uid': BigUint64Array.from(paths, cached(idOfName)),
  };
  const pixelSizeA = reader.numbers('rlnMicrographOriginalPixelSize');
  if (pixelSizeA !== null) columns['location/micrograph_psize_A'] = pixelSizeA;
  const [x, y] = [reader.numbers('rlnCoordinateX'), reader.numbers('rlnCoordinateY')];
  if (x === null || y === null) return columns;
  const shapeOf = cached((path) => micrographShape?.(path) ?? null);
  const shapes = paths.map(shapeOf);
  if (shapes.includes(null)) {
    notes.push('Coordinates are left out: they are fractions of the micrograph, and its size is not known.');
    return columns;
  }
  columns['location/micrograph_shape'] = shapes.flatMap((shape) => shape ?? []);
  columns['location/center_x_frac'] = x.map((value, row) => value / (shapes[row]?.[1] ?? NaN));
  const fractionY = y.map((value, row) => value / (shapes[row]?.[0] ?? NaN));
  columns['location/center_y_frac'] = flipY ? fractionY.map((value) => 1 - value) : fractionY;
  return { ...columns, 'location/exp_group_id': groupIds(reader, length) };
}

/** Picks are places without images: their angle and class are those of the template found. */
function templateOfPick(reader: LabelReader): Record<string, StandardValues> {
  const [angle, template] = [reader.numbers('rlnAnglePsi'), reader.numbers('rlnClassNumber')];
  return {
    ...(angle !== null && { [pickFields.angle]: angle.map((degrees) => (degrees * Math.PI) / 180) }),
    ...(template !== null && { [pickFields.template]: template.map((number) => Math.max(0, number - 1)) }),
  };
}

function groupIds(reader: LabelReader, length: number): Uint32Array {
  const names = reader.strings('rlnOpticsGroupName');
  const numbers = reader.numbers('rlnOpticsGroup');
  return Uint32Array.from({ length }, (_, row) => {
    const name = names?.[row];
    const digits = name?.startsWith(groupNamePrefix) ? /^\d+/.exec(name.slice(groupNamePrefix.length))?.[0] : undefined;
    return digits === undefined ? (numbers?.[row] ?? 1) : Number(digits);
  });
}

function ctf(
  reader: LabelReader,
  { kind, length }: RelionRows,
  path: string,
  notes: string[],
): Record<string, StandardValues> {
  const columns: Record<string, StandardValues> = {};
  const groups = groupIds(reader, length);
  for (const { field, label } of opticsFields) {
    const values = reader.numbers(label);
    if (values === null) continue;
    columns[`ctf/${field}`] = values;
    if (kind !== 'particles' && field !== 'amp_contrast') columns[`mscope_params/${field}`] = values;
  }
  if (kind !== 'particles') columns['mscope_params/exp_group_id'] = groups;
  for (const { field, label, scale } of rowFields) {
    const values = reader.numbers(label);
    if (values !== null) columns[field] = values.map((value) => value / scale);
  }
  if (columns['ctf/df1_A'] === undefined) return { ...columns, 'ctf/exp_group_id': groups };
  const aberrations = readAberrations(reader, { length, columns }, path, notes);
  orderDefocus(columns);
  return {
    'ctf/type': new Array<string>(length).fill('imported'),
    'ctf/exp_group_id': groups,
    'ctf/phase_shift_rad': new Float64Array(length),
    ...noAberrations(length),
    ...aberrations,
    ...columns,
  };
}

/** The larger defocus is the first in a dataset; to change them is to turn the angle by 90 degrees. */
function orderDefocus(columns: Record<string, StandardValues>): void {
  const df1 = columns['ctf/df1_A'] as Float64Array | undefined;
  const df2 = columns['ctf/df2_A'] as Float64Array | undefined;
  const angle = columns['ctf/df_angle_rad'] as Float64Array | undefined;
  if (df1 === undefined || df2 === undefined || angle === undefined) return;
  df1.forEach((first, row) => {
    const second = df2[row] ?? first;
    if (second <= first) return;
    df1[row] = second;
    df2[row] = first;
    angle[row] = (angle[row] ?? 0) + ((angle[row] ?? 0) > 0 ? -Math.PI / 2 : Math.PI / 2);
  });
}

/** The ids that the file carries, or ids made of names; each occurs once. */
function rowIds(reader: LabelReader, rows: RelionRows): BigUint64Array {
  const carried = reader.strings(uidLabel);
  if (carried?.every((text) => /^\d{1,20}$/.test(text))) return BigUint64Array.from(carried, BigInt);
  const names = reader.strings(rowKinds[rows.kind].pathLabel);
  const places = ['rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY'].map((label) => reader.strings(label));
  const seen = new Map<string, number>();
  return BigUint64Array.from({ length: rows.length }, (_, row) => {
    const name = names?.[row] ?? places.map((place) => place?.[row]).join();
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return idOfName(count === 0 ? name : `${name} ${count}`);
  });
}

/** A 64-bit id made of a name. */
function idOfName(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigUInt64LE();
}

/** `of`, computed once for each text. */
function cached<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const same = known.get(text);
    if (same !== undefined || known.has(text)) return same as T;
    const value = of(text);
    known.set(text, value);
    return value;
  };
}

function fill(length: number, value: number): Float64Array {
  return new Float64Array(length).fill(value);
}
