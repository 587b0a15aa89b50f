import { DataError } from '@vitreous/errors';
import type { StandardValues } from '../cs/standard-fields.js';
import { magnificationLabels, tiltOfBeamTiltA } from './field-map.js';
import type { LabelReader } from './relion-rows.js';
import { evenAberrations, evenCount, oddAberrations, oddCount } from './zernike.js';

/** The contrast transfer of rows, which even aberrations add to. */
interface Rows {
  readonly length: number;
  readonly columns: Record<string, StandardValues>;
}

/**
 * Beam tilt, trefoil, tetrafoil and magnification of rows. What RELION keeps beside them in its even aberrations is added to the
 * defocus, spherical aberration and phase shift in `columns`.
 */
export function readAberrations(
  reader: LabelReader,
  { length, columns }: Rows,
  path: string,
  notes: string[],
): Record<string, StandardValues> {
  const column = (name: string): Float64Array | undefined => columns[name] as Float64Array | undefined;
  const zeros = (width: number): Float64Array => new Float64Array(width * length);
  const kv = (row: number): number => column('ctf/accel_kv')?.[row] ?? NaN;
  const cs = (row: number): number => column('ctf/cs_mm')?.[row] ?? 0;
  const made = { shift: zeros(2), tilt: zeros(2), trefoil: zeros(2), tetra: zeros(4), anisomag: zeros(4) };
  ['rlnBeamTiltX', 'rlnBeamTiltY'].forEach((label, axis) => {
    reader.numbers(label)?.forEach((mrad, row) => (made.tilt[2 * row + axis] = tiltOfBeamTiltA(mrad, cs(row))));
  });
  readLists(reader, 'rlnOddZernike', oddCount, path, notes).forEach((zernikes, row) => {
    const { shiftA, tiltA, trefoilA } = oddAberrations(zernikes, kv(row));
    addTo(made.shift, 2 * row, shiftA);
    addTo(made.tilt, 2 * row, tiltA);
    addTo(made.trefoil, 2 * row, trefoilA);
  });
  readLists(reader, 'rlnEvenZernike', evenCount, path, notes).forEach((zernikes, row) => {
    const even = evenAberrations(zernikes, kv(row));
    addTo(made.tetra, 4 * row, even.tetraA);
    const add = (name: string, value: number): void => {
      const values = (columns[name] ??= zeros(1)) as Float64Array;
      if (value !== 0) values[row] = (values[row] ?? 0) + value;
    };
    add('ctf/cs_mm', even.csMm);
    add('ctf/phase_shift_rad', even.phaseShiftRad);
    add('ctf/df1_A', even.defocusA);
    add('ctf/df2_A', even.defocusA);
    if (even.astigmatismA.some((value) => value !== 0)) addAstigmatism(columns, row, even.astigmatismA);
  });
  magnificationLabels.forEach((label, at) => {
    const one = at % 3 === 0 ? 1 : 0;
    reader.numbers(label)?.forEach((value, row) => (made.anisomag[4 * row + at] = value - one));
  });
  return {
    'ctf/shift_A': made.shift,
    'ctf/tilt_A': made.tilt,
    'ctf/trefoil_A': made.trefoil,
    'ctf/tetra_A': made.tetra,
    'ctf/anisomag': made.anisomag,
  };
}

function addTo(values: Float64Array, at: number, more: readonly number[]): void {
  more.forEach((value, i) => (values[at + i] = (values[at + i] ?? 0) + value));
}

/** Astigmatism adds as a vector of twice the angle. */
function addAstigmatism(columns: Record<string, StandardValues>, row: number, [x, y]: readonly [number, number]): void {
  const [df1, df2, angle] = ['df1_A', 'df2_A', 'df_angle_rad'].map((name) => columns[`ctf/${name}`] as Float64Array);
  if (df1 === undefined || df2 === undefined || angle === undefined) return;
  const [first = 0, second = 0] = [df1[row], df2[row]];
  const twice = 2 * (angle[row] ?? 0);
  const half = (first - second) / 2;
  const [alongX, along45] = [half * Math.cos(twice) + x, half * Math.sin(twice) + y];
  const [mean, length] = [(first + second) / 2, Math.hypot(alongX, along45)];
  [df1[row], df2[row], angle[row]] = [mean + length, mean - length, Math.atan2(along45, alongX) / 2];
}

/** Lists of numbers such as `[0.1,2]`, one for each row; none where the label is missing. */
function readLists(reader: LabelReader, label: string, most: number, path: string, notes: string[]): number[][] {
  const known = new Map<string, number[]>();
  const lists = (reader.strings(label) ?? []).map((text) => {
    const list = known.get(text) ?? parseList(text);
    if (list === null) {
      throw new DataError(`${path}: expected numbers such as [0.1,2] in _${label}, found ${JSON.stringify(text)}.`);
    }
    known.set(text, list);
    return list;
  });
  if (lists.some((list) => list.slice(most).some((value) => value !== 0))) {
    notes.push(`A dataset has no place for more than ${most} coefficients of _${label}; the others are left out.`);
  }
  return lists;
}

function parseList(text: string): number[] | null {
  const inside = /^\[(.*)\]$/.exec(text)?.[1];
  if (inside === undefined) return null;
  const numbers =
    inside.trim() === '' ? [] : inside.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return numbers.every(Number.isFinite) ? numbers : null;
}
