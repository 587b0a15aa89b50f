import { DataError } from '@vitreous/errors';
import { readWholeFile } from '../input-file.js';

/** 64-bit floats with their shape, last axis fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Reads what writeNpy writes. @throws UserError when it cannot be opened, DataError for another kind of array. */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readWholeFile(path);
  const bad = (what: string): DataError => new DataError(`${path}: expected NumPy's .npy of 64-bit floats, ${what}.`);
  if (bytes.length < 10 || bytes.toString('latin1', 0, 8) !== '\x93NUMPY\x01\0') throw bad('found another file');
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const sizes = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (sizes === undefined || !/'descr': '<f8', 'fortran_order': False/.test(header))
    throw bad(`found ${header.trim()}`);
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + 8 * count) throw bad(`whose ${count} values are not there`);
  const values = Float64Array.from({ length: count }, (_, i) => bytes.readDoubleLE(start + 8 * i));
  return { shape, values };
}
