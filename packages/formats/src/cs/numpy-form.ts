import { DataError, UserError } from '@vitreous/errors';
import type { ByteSource } from '../byte-source.js';
import { createNumbers, fieldsOf, type Dataset, type DatasetColumn, type DatasetNumbers } from './dataset.js';
import { parsePythonLiteral, quotePython } from './python-literal.js';
import { checkFields, codeOfField, parseStoredField, type StoredField } from './stored-field.js';

/** First bytes of a NumPy file. */
export const numpyMagic = '\x93NUMPY';

const mostHeaderBytes = 1 << 24;
const chunkBytes = 1 << 22;
/** Rows are taken apart so many bytes at a time, so that they stay in the cache while each column takes its own. */
const blockBytes = 1 << 18;

/** What the start of a `.cs` file in NumPy's form says. */
export interface NumpyHeader {
  readonly length: number;
  readonly fields: readonly StoredField[];
  /** Where the first row begins. */
  readonly offset: number;
  readonly rowBytes: number;
}

/**
 * Reads the header of a structured NumPy array (format versions 1 to 3), one record a row.
 *
 * @throws DataError when it is broken, its size does not fit the file, or it is another kind of array.
 */
export async function readNumpyHeader(source: ByteSource): Promise<NumpyHeader> {
  const { path } = source;
  const start = await source.read(6, 2);
  const [version = 0] = start;
  if (version < 1 || version > 3)
    throw new DataError(`${path}: NumPy format version ${version} is not read (1 to 3 are).`);
  const lengthBytes = version === 1 ? 2 : 4;
  const headerBytes = (await source.read(8, lengthBytes)).readUIntLE(0, lengthBytes);
  if (headerBytes > mostHeaderBytes)
    throw new DataError(`${path}, byte 8: a header of ${headerBytes} bytes is no table's.`);
  const text = (await source.read(8 + lengthBytes, headerBytes)).toString(version === 3 ? 'utf8' : 'latin1');
  const where = `${path}, header at byte ${8 + lengthBytes}`;
  const header = parseHeader(text, where);
  const [descr, order, shape] = [header.get('descr'), header.get('fortran_order'), header.get('shape')];
  if (!Array.isArray(descr))
    throw new DataError(`${where}: expected a table with named columns, found an array of ${String(descr)}.`);
  if (order !== false) throw new DataError(`${where}: expected fortran_order False, found ${String(order)}.`);
  const sizes: readonly unknown[] = Array.isArray(shape) ? shape : [];
  const length = sizes.length === 1 ? sizes[0] : undefined;
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
    throw new DataError(`${where}: expected the shape of one list of rows, found ${JSON.stringify(shape)}.`);
  }
  const fields = descr.map((parts) => parseStoredField(parts, false, where));
  checkFields(fields, where);
  const rowBytes = fields.reduce((sum, field) => sum + field.bytes, 0);
  const offset = 8 + lengthBytes + headerBytes;
  if (offset + length * rowBytes !== source.size || (rowBytes === 0 && length > 0)) {
    throw new DataError(
      `${path}: ${length} rows of ${rowBytes} bytes from byte ${offset} end at byte ${offset + length * rowBytes}, but the file at ${source.size}: it is cut short or its header lies.`,
    );
  }
  return { length, fields, offset, rowBytes };
}

function parseHeader(text: string, where: string): Map<string, unknown> {
  try {
    const header = parsePythonLiteral(text);
    if (header instanceof Map) return header;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DataError(`${where}: the description of the columns is broken: ${error.message}.`, { cause: error });
  }
  throw new DataError(`${where}: expected a description of the columns.`);
}

/** Reads the columns that `wanted` names, some megabytes of rows at a time. */
export async function readNumpyRows(
  source: ByteSource,
  { length, fields, offset, rowBytes }: NumpyHeader,
  wanted: (name: string) => boolean,
): Promise<Dataset> {
  let at = 0;
  const readers: RowReader[] = [];
  for (const field of fields) {
    if (wanted(field.name)) readers.push(createReader(field, at, rowBytes, length));
    at += field.bytes;
  }
  const chunkRows = Math.max(1, Math.floor(chunkBytes / Math.max(1, rowBytes)));
  const blockRows = Math.max(1, Math.floor(blockBytes / Math.max(1, rowBytes)));
  const memory = Buffer.allocUnsafe(Math.min(chunkRows, length) * rowBytes);
  for (let row = 0; row < length; row += chunkRows) {
    const rows = Math.min(chunkRows, length - row);
    const bytes = await source.read(offset + row * rowBytes, rows * rowBytes, memory);
    for (let block = 0; block < rows; block += blockRows) {
      const count = Math.min(blockRows, rows - block);
      const part = bytes.subarray(block * rowBytes, (block + count) * rowBytes);
      for (const reader of readers) reader.take(part, row + block, count);
    }
  }
  return { length, columns: new Map(readers.map((reader) => [reader.name, reader.column])) };
}

interface RowReader {
  readonly name: string;
  readonly column: DatasetColumn;
  /** Takes the values of `rows` rows, the first of them row `first` of the table. */
  take(bytes: Buffer, first: number, rows: number): void;
}

function createReader(field: StoredField, at: number, rowBytes: number, length: number): RowReader {
  return field.type === 'text'
    ? createTextReader(field, at, rowBytes, length)
    : createNumberReader(field.name, createNumbers(field.type, field.shape, length), field, at, rowBytes);
}

function createNumberReader(
  name: string,
  column: DatasetNumbers,
  { bytes: width, bigEndian }: StoredField,
  at: number,
  rowBytes: number,
): RowReader {
  const target = new Uint8Array(column.data.buffer);
  const unit = column.data.BYTES_PER_ELEMENT;
  if (!bigEndian && width % 4 === 0) {
    const words = new Uint32Array(column.data.buffer);
    const wordsOfRow = width / 4;
    return {
      name,
      column,
      take(bytes, first, rows) {
        const view = viewOf(bytes);
        for (let word = 0; word < wordsOfRow; word++) {
          let from = at + 4 * word;
          let to = first * wordsOfRow + word;
          for (let row = 0; row < rows; row++, from += rowBytes, to += wordsOfRow) {
            words[to] = view.getUint32(from, true);
          }
        }
      },
    };
  }
  return {
    name,
    column,
    take(bytes, first, rows) {
      let to = first * width;
      for (let row = 0; row < rows; row++) {
        const from = row * rowBytes + at;
        for (let i = 0; i < width; i++) {
          // Within each number the last byte comes first when it was big-endian.
          const source = bigEndian ? from + i - (i % unit) + unit - 1 - (i % unit) : from + i;
          target[to++] = bytes[source] ?? 0;
        }
      }
    },
  };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function createTextReader(field: StoredField, at: number, rowBytes: number, length: number): RowReader {
  const data = new Array<string>(length).fill('');
  const known = new Map<string, string>();
  let lastText = '';
  return {
    name: field.name,
    column: { type: 'text', data },
    take(bytes, first, rows) {
      const view = viewOf(bytes);
      for (let row = 0; row < rows; row++) {
        const from = row * rowBytes + at;
        // Texts repeat from row to row; the row before the first one is not here any more.
        if (row === 0 || !isSame(view, from, from - rowBytes, field.bytes)) {
          const text = decodeText(bytes.subarray(from, from + field.bytes), field);
          // Each is held once.
          lastText = known.get(text) ?? text;
          known.set(text, lastText);
        }
        data[first + row] = lastText;
      }
    },
  };
}

/** Whether two places hold the same bytes: four at a time, from the end, where paths differ. */
function isSame(view: DataView, one: number, other: number, length: number): boolean {
  let i = length;
  while (i >= 4) {
    i -= 4;
    if (view.getInt32(one + i, true) !== view.getInt32(other + i, true)) return false;
  }
  while (i-- > 0) if (view.getUint8(one + i) !== view.getUint8(other + i)) return false;
  return true;
}

function decodeText(bytes: Buffer, field: StoredField): string {
  if (field.text === 'U') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const codes = Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, !field.bigEndian));
    while (codes.at(-1) === 0) codes.pop();
    return codes.map((code) => String.fromCodePoint(code > 0x10ffff ? 0xfffd : code)).join('');
  }
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.toString('utf8', 0, end);
}

/** The bytes of a dataset in NumPy's form, piece by piece. @throws UserError when a text holds a zero byte. */
export function* encodeNumpy(dataset: Dataset): Generator<Uint8Array> {
  const columns = Array.from(dataset.columns, ([name, column]) => encodeColumn(name, column));
  const codes = fieldsOf(dataset).map((field, i) => {
    const code = field.type === 'text' ? `|S${columns[i]?.width ?? 0}` : codeOfField(field);
    const shape = field.shape.length > 0 ? `, (${field.shape.join(', ')}${field.shape.length === 1 ? ',' : ''})` : '';
    return `(${quotePython(field.name)}, '${code}'${shape})`;
  });
  yield encodeHeader(`{'descr': [${codes.join(', ')}], 'fortran_order': False, 'shape': (${dataset.length},), }`);
  const rowBytes = columns.reduce((sum, column) => sum + column.width, 0);
  const chunkRows = Math.max(1, Math.floor(chunkBytes / Math.max(1, rowBytes)));
  for (let first = 0; first < dataset.length; first += chunkRows) {
    const rows = Math.min(chunkRows, dataset.length - first);
    const chunk = new Uint8Array(rows * rowBytes);
    let at = 0;
    for (const column of columns) {
      for (let row = 0; row < rows; row++) column.put(first + row, chunk, row * rowBytes + at);
      at += column.width;
    }
    yield chunk;
  }
}

interface ColumnEncoder {
  /** Bytes of one row. */
  readonly width: number;
  put(row: number, target: Uint8Array, at: number): void;
}

function encodeColumn(name: string, column: DatasetColumn): ColumnEncoder {
  if (column.type !== 'text') {
    const { data, type, shape } = column;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const width = shape.reduce((product, size) => product * size, Number(type.slice(1)));
    return {
      width,
      put(row, target, at) {
        for (let i = 0; i < width; i++) target[at + i] = bytes[row * width + i] ?? 0;
      },
    };
  }
  const known = new Map<string, Uint8Array>();
  let longest = 0;
  for (const text of column.data) {
    if (known.has(text)) continue;
    if (text.includes('\0')) {
      throw new UserError(`Cannot write column ${name}: the text ${JSON.stringify(text)} holds a zero byte.`);
    }
    const bytes = Buffer.from(text);
    known.set(text, bytes);
    longest = Math.max(longest, bytes.length);
  }
  return {
    // One byte more, so that every text ends in a zero, as the client writes it.
    width: longest + 1,
    put(row, target, at) {
      target.set(known.get(column.data[row] ?? '') ?? [], at);
    },
  };
}

/** Version 1 where the header fits; a multiple of 64 bytes, ended by a line feed (NEP 1). */
function encodeHeader(dictionary: string): Uint8Array {
  const ascii = /^[ -~]*$/.test(dictionary);
  const text = Buffer.from(dictionary);
  const version = !ascii ? 3 : text.length < 65_000 ? 1 : 2;
  const prefixBytes = version === 1 ? 10 : 12;
  const total = Math.ceil((prefixBytes + text.length + 1) / 64) * 64;
  const header = Buffer.alloc(total, ' ');
  header.write(numpyMagic, 'latin1');
  header.writeUInt16LE(version, 6);
  header.writeUIntLE(total - prefixBytes, 8, version === 1 ? 2 : 4);
  text.copy(header, prefixBytes);
  header[total - 1] = 10;
  return header;
}
