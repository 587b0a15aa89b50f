/**
 * A table of named columns with one row per exposure, pick or particle, as `.cs` files hold it. Names are
 * `slot/field` (`ctf/df1_A`); `uid` tells rows apart.
 */
export interface Dataset {
  readonly length: number;
  readonly columns: ReadonlyMap<string, DatasetColumn>;
}

/** The arrays of the types of number, by NumPy's short names; complex numbers are (real, imaginary) pairs. */
interface NumberArrays {
  readonly f4: Float32Array;
  readonly f8: Float64Array;
  readonly i1: Int8Array;
  readonly i2: Int16Array;
  readonly i4: Int32Array;
  readonly i8: BigInt64Array;
  readonly u1: Uint8Array;
  readonly u2: Uint16Array;
  readonly u4: Uint32Array;
  readonly u8: BigUint64Array;
  readonly c8: Float32Array;
  readonly c16: Float64Array;
}

export type NumberType = keyof NumberArrays;

/** Numbers, `shape` of them in each row (none: one), row after row. */
export type DatasetNumbers = {
  readonly [T in NumberType]: { readonly type: T; readonly shape: readonly number[]; readonly data: NumberArrays[T] };
}[NumberType];

export interface DatasetText {
  readonly type: 'text';
  readonly data: readonly string[];
}

export type DatasetColumn = DatasetNumbers | DatasetText;

/** Name, type and shape of a column. */
export interface DatasetField {
  readonly name: string;
  readonly type: NumberType | 'text';
  readonly shape: readonly number[];
}

const makers = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  c8: Float32Array,
  c16: Float64Array,
};

export function isNumberType(type: string): type is NumberType {
  return type in makers;
}

/** Bytes of one number of `type`. */
export function bytesOfType(type: NumberType): number {
  return Number(type.slice(1));
}

/** Numbers in one row of a column of `shape`. */
export function countOfShape(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A column of zeros, or over `bytes` (whose memory it shares), for `length` rows. */
export function createNumbers(
  type: NumberType,
  shape: readonly number[],
  length: number,
  bytes: Uint8Array = new Uint8Array(length * countOfShape(shape) * bytesOfType(type)),
): DatasetNumbers {
  const Maker = makers[type];
  const count = bytes.length / Maker.BYTES_PER_ELEMENT;
  // A typed array starts where its numbers are aligned.
  const fits = bytes.byteOffset % Maker.BYTES_PER_ELEMENT === 0 && bytes.buffer instanceof ArrayBuffer;
  const data = fits ? new Maker(bytes.buffer, bytes.byteOffset, count) : new Maker(new Uint8Array(bytes).buffer);
  // The maker was looked up by the type.
  return { type, shape, data } as DatasetNumbers;
}

/** A column of 32-bit floats, `shape` of them in each row. */
export function floatColumn(data: Float32Array, shape: readonly number[] = []): DatasetNumbers {
  return { type: 'f4', shape, data };
}

/** A column of unsigned 32-bit integers. */
export function indexColumn(data: Uint32Array, shape: readonly number[] = []): DatasetNumbers {
  return { type: 'u4', shape, data };
}

/** A column of unsigned 64-bit integers, such as `uid`. */
export function idColumn(data: BigUint64Array): DatasetNumbers {
  return { type: 'u8', shape: [], data };
}

export function textColumn(data: readonly string[]): DatasetText {
  return { type: 'text', data };
}

/** A dataset of columns that fit. @throws RangeError when one has another number of rows. */
export function createDataset(length: number, columns: Readonly<Record<string, DatasetColumn>>): Dataset {
  for (const [name, column] of Object.entries(columns)) {
    const expected = column.type === 'text' ? length : length * valuesInRow(column);
    if (column.data.length !== expected) {
      throw new RangeError(`column ${name} has ${column.data.length} values, but ${expected} were expected`);
    }
  }
  return { length, columns: new Map(Object.entries(columns)) };
}

/** Elements of `data` that belong to one row. */
export function valuesInRow(column: DatasetNumbers): number {
  return countOfShape(column.shape) * (column.type === 'c8' || column.type === 'c16' ? 2 : 1);
}

export function fieldsOf(dataset: Dataset): DatasetField[] {
  return Array.from(dataset.columns, ([name, column]) => ({
    name,
    type: column.type,
    shape: column.type === 'text' ? [] : column.shape,
  }));
}

/** The numbers of a real column that a double can hold, or null when there is no such column. */
export function findNumbers(dataset: Dataset, name: string): ArrayLike<number> | null {
  const column = dataset.columns.get(name);
  if (column === undefined || column.type === 'text') return null;
  const { data } = column;
  return data instanceof BigInt64Array || data instanceof BigUint64Array ? null : data;
}

/** The texts of a column, or null when there is no such column. */
export function findTexts(dataset: Dataset, name: string): readonly string[] | null {
  const column = dataset.columns.get(name);
  return column?.type === 'text' ? column.data : null;
}

/** The 64-bit ids of a column, or null when there is no such column. */
export function findIds(dataset: Dataset, name: string): BigUint64Array | null {
  const column = dataset.columns.get(name);
  return column?.type === 'u8' ? column.data : null;
}
