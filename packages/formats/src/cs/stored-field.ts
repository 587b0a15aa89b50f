import { DataError } from '@vitreous/errors';
import { bytesOfType, countOfShape, isNumberType, type DatasetField } from './dataset.js';

/** How the values of a column are stored. */
export interface StoredField extends DatasetField {
  /** Bytes of one row's values. */
  readonly bytes: number;
  /** Text: padded UTF-8 (`S`), padded UTF-32 (`U`), or an index into a heap of strings (`O`). */
  readonly text: 'S' | 'U' | 'O' | null;
  readonly bigEndian: boolean;
}

const form = /^([<>|=]?)(\d*)([a-zA-Z?])(\d*)$/;
/** A row wider than this is no table of ours. */
const mostRowBytes = 1 << 20;

/**
 * A column from its NumPy description, such as ('ctf/shift_A', '<f4', (2,)). `objects` tells whether `|O` may
 * occur. Logical values (`|b1`) are taken as `u1`.
 *
 * @throws DataError, beginning with `where`, when the description is none or its type is not read.
 */
export function parseStoredField(parts: unknown, objects: boolean, where: string): StoredField {
  const fail = (what: string): never => {
    throw new DataError(`${where}: ${what}.`);
  };
  if (!Array.isArray(parts)) return fail('a column should be described by a list of name, type and shape');
  const [name, code, shape = []] = parts as unknown[];
  if (typeof name !== 'string' || name === '') return fail('a column has no name');
  const match = typeof code === 'string' ? form.exec(code) : null;
  if (match === null) return fail(`column ${name} has no simple type`);
  const [, order = '', , letter = '', digits = ''] = match;
  if (!isShape(shape)) return fail(`column ${name} should have a shape of sizes, but has ${JSON.stringify(shape)}`);
  const width = digits === '' ? 0 : Number(digits);
  const bigEndian = order === '>';
  const isText = letter === 'S' || letter === 'U' || (letter === 'O' && objects);
  if (isText) {
    if (shape.length > 0) return fail(`column ${name} has several texts a row, which is not read`);
    const bytes = letter === 'S' ? width : letter === 'U' ? 4 * width : 8;
    return checkWidth({ name, type: 'text', shape: [], bytes, text: letter, bigEndian }, where);
  }
  if (letter === 'O') return fail(`column ${name} holds Python objects, which are not read`);
  const plain = letter === 'b' && width === 1 ? 'u1' : `${letter}${digits}`;
  // Some programs write ids with a sign, which the official client takes away as well.
  const type = name === 'uid' && plain === 'i8' ? 'u8' : plain;
  if (!isNumberType(type)) return fail(`column ${name} has type ${String(code)}, which is not read`);
  const bytes = bytesOfType(type) * countOfShape(shape);
  return checkWidth({ name, type, shape, bytes, text: null, bigEndian }, where);
}

/** NumPy's description of a column of numbers, as Python or JSON lists. */
export function codeOfField(field: DatasetField): string {
  if (field.type === 'text') return '|O';
  return `${bytesOfType(field.type) === 1 ? '|' : '<'}${field.type}`;
}

/** @throws DataError when a name occurs twice or a row is absurdly wide. */
export function checkFields(fields: readonly StoredField[], where: string): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) throw new DataError(`${where}: column ${name} occurs twice.`);
    seen.add(name);
  }
  if (fields.reduce((sum, field) => sum + field.bytes, 0) > mostRowBytes) {
    throw new DataError(`${where}: a row has more than ${mostRowBytes} bytes; is this a table?`);
  }
}

function checkWidth(field: StoredField, where: string): StoredField {
  if (field.bytes <= mostRowBytes) return field;
  throw new DataError(`${where}: column ${field.name} has more than ${mostRowBytes} bytes a row; is this a table?`);
}

function isShape(shape: unknown): shape is number[] {
  return (
    Array.isArray(shape) &&
    shape.length <= 8 &&
    shape.every((size) => Number.isInteger(size) && size > 0 && size < 65536)
  );
}
