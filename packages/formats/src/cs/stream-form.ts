import { compressLz4, decompressLz4 } from '@vitreous/numerics';
import { DataError, UserError } from '@vitreous/errors';
import type { ByteSource } from '../byte-source.js';
import {
  bytesOfType,
  countOfShape,
  createNumbers,
  fieldsOf,
  type Dataset,
  type DatasetColumn,
  type DatasetField,
} from './dataset.js';
import { checkFields, codeOfField, parseStoredField, type StoredField } from './stored-field.js';

/** First bytes of the streamed form. */
export const streamMagic = '\x95CSDAT';

const headerAt = 10;
const mostHeaderBytes = 1 << 24;
/** More than this is no table, but a small file that claims to hold one. */
const mostBytes = 2 ** 34;
/** Longer column names count as strings in the client (cryosparc-tools 5.0.3, `dataset.h`). */
const longestShortName = 51;
/** The most that one LZ4 block takes. */
const mostCompressed = 0x7e000000;

/** What the start of a `.cs` file in the streamed form says. */
export interface StreamHeader {
  readonly length: number;
  readonly fields: readonly StoredField[];
  readonly compressed: ReadonlySet<string>;
  /** Where the first column begins. */
  readonly offset: number;
}

/** Reads the header of the streamed form. @throws DataError when it is broken. */
export async function readStreamHeader(source: ByteSource): Promise<StreamHeader> {
  const { path } = source;
  const headerBytes = (await source.read(6, 4)).readUInt32LE();
  if (headerBytes > mostHeaderBytes)
    throw new DataError(`${path}, byte 6: a header of ${headerBytes} bytes is no table's.`);
  const where = `${path}, header at byte ${headerAt}`;
  const header = parseJson((await source.read(headerAt, headerBytes)).toString('utf8'), where);
  const { length, dtype, compression = null, compressed_fields: compressed = [] } = header;
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
    throw new DataError(`${where}: expected a length, found ${JSON.stringify(length)}.`);
  }
  if (!Array.isArray(dtype)) throw new DataError(`${where}: expected a list of columns as dtype.`);
  if (compression !== null && compression !== 'lz4') {
    throw new DataError(`${where}: expected compression lz4 or null, found ${JSON.stringify(compression)}.`);
  }
  if (!Array.isArray(compressed) || !compressed.every((name) => typeof name === 'string')) {
    throw new DataError(`${where}: expected a list of names as compressed_fields.`);
  }
  const fields = dtype.map((parts) => parseStoredField(parts, true, where));
  checkFields(fields, where);
  const total = length * fields.reduce((sum, field) => sum + field.bytes, 0);
  if (total > mostBytes) throw new DataError(`${where}: ${length} rows would be ${total} bytes, more than any table.`);
  return { length, fields, compressed: new Set(compressed), offset: headerAt + headerBytes };
}

function parseJson(text: string, where: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${where}: it is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new DataError(`${where}: expected a JSON object.`);
  }
  return header as Record<string, unknown>;
}

/** Reads the columns that `wanted` names. A table without rows has no columns stored, only the heap. */
export async function readStreamColumns(
  source: ByteSource,
  header: StreamHeader,
  wanted: (name: string) => boolean,
): Promise<Dataset> {
  const { length, compressed } = header;
  const stored = new Map<string, { field: StoredField; bytes: Uint8Array }>();
  let at = header.offset;
  for (const field of header.fields) {
    if (length === 0) {
      if (wanted(field.name)) stored.set(field.name, { field, bytes: new Uint8Array(0) });
      continue;
    }
    const size = (await source.read(at, 4)).readUInt32LE();
    if (wanted(field.name)) {
      const read = await source.read(at + 4, size);
      const where = `${source.path}, byte ${at}: column ${field.name}`;
      const bytes = await unpack(read, length * field.bytes, compressed.has(field.name), where);
      stored.set(field.name, { field, bytes });
    }
    at += 4 + size;
  }
  const heap = await source.read(at, Math.max(0, source.size - at));
  const columns = Array.from(stored, ([name, { field, bytes }]): [string, DatasetColumn] => [
    name,
    field.type === 'text'
      ? { type: 'text', data: readTexts(bytes, heap, `${source.path}: column ${name}`) }
      : createNumbers(field.type, field.shape, length, bytes),
  ]);
  return { length, columns: new Map(columns) };
}

async function unpack(read: Buffer, size: number, isCompressed: boolean, where: string): Promise<Uint8Array> {
  if (!isCompressed) {
    if (read.length === size) return new Uint8Array(read);
    throw new DataError(`${where} should have ${size} bytes, but has ${read.length}.`);
  }
  try {
    return await decompressLz4(read, size);
  } catch (error) {
    throw new DataError(`${where} is broken: ${(error as Error).message}.`, { cause: error });
  }
}

/** The zero-terminated strings of `heap` that 64-bit indices point at, each held once. */
function readTexts(bytes: Uint8Array, heap: Buffer, where: string): string[] {
  const known = new Map<bigint, string>();
  const indices = createNumbers('u8', [], bytes.length / 8, bytes).data as BigUint64Array;
  return Array.from(indices, (index, row) => {
    const same = known.get(index);
    if (same !== undefined) return same;
    const end = index < heap.length ? heap.indexOf(0, Number(index)) : -1;
    if (end < 0) {
      throw new DataError(
        `${where}, row ${row} points at byte ${index} of the strings, which are ${heap.length} bytes.`,
      );
    }
    const text = heap.toString('utf8', Number(index), end);
    known.set(index, text);
    return text;
  });
}

/** A table whose columns are read when they are wanted, so that not all of them are in memory at once. */
export interface ColumnSource {
  readonly length: number;
  readonly fields: readonly DatasetField[];
  /** All rows of some columns. */
  readonly read: (names: ReadonlySet<string>) => Promise<Dataset>;
}

/** Columns that are held at a time: fewer of them mean more passes over a file of rows. */
const groupBytes = 110e6;

/** A dataset that is in memory, as a source of columns. */
export function columnsOf(dataset: Dataset): ColumnSource {
  return { length: dataset.length, fields: fieldsOf(dataset), read: () => Promise.resolve(dataset) };
}

/**
 * The bytes of a table in the streamed form, piece by piece; `uid` is never compressed, as in the client.
 *
 * @throws UserError when a text holds a zero byte or a column is too long for its 32-bit size.
 */
export async function* encodeStream(
  { length, fields, read }: ColumnSource,
  compression: 'lz4' | null,
): AsyncGenerator<Uint8Array> {
  const heap = new StringHeap();
  // The client keeps long names in its heap, in this order, and puts the file's heap in the place of its own.
  for (const { name } of fields) if (Buffer.byteLength(name) > longestShortName) heap.add(name, [name]);
  const sizes = new Map(fields.map((field) => [field.name, length * bytesOfRow(field)]));
  for (const [name, size] of sizes) {
    if (size > 0xffffffff) throw new UserError(`Cannot write column ${name}: it has more than 4 GiB.`);
  }
  const compressed = fields.flatMap(({ name }) =>
    compression !== null && name !== 'uid' && (sizes.get(name) ?? 0) <= mostCompressed ? [name] : [],
  );
  const dtype = fields.map((field) =>
    field.shape.length > 0 ? [field.name, codeOfField(field), field.shape] : [field.name, codeOfField(field)],
  );
  const header = Buffer.from(JSON.stringify({ length, dtype, compression, compressed_fields: compressed }));
  yield Buffer.concat([Buffer.from(streamMagic, 'latin1'), u32(header.length), header]);
  for (const names of length === 0 ? [] : groupColumns(sizes)) {
    const { columns } = await read(new Set(names));
    for (const name of names) {
      const column = columns.get(name);
      if (column === undefined) throw new RangeError(`the column ${name} was not read`);
      const { data } = column.type === 'text' ? { data: heap.add(name, column.data) } : column;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const stored = compressed.includes(name) ? await compressLz4(bytes) : bytes;
      yield u32(stored.length);
      yield stored;
    }
  }
  yield heap.bytes();
}

/** Columns in order, together no larger than a group, or one alone. */
function groupColumns(sizes: ReadonlyMap<string, number>): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const [name, size] of sizes) {
    if (size > room) {
      groups.push([]);
      room = groupBytes;
    }
    groups.at(-1)?.push(name);
    room -= size;
  }
  return groups;
}

/** As it is stored: texts as indices. */
function bytesOfRow({ type, shape }: DatasetField): number {
  return type === 'text' ? 8 : countOfShape(shape) * bytesOfType(type);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Zero-terminated strings one after the other, each once; the empty one is at 0. */
class StringHeap {
  private readonly known = new Map<string, number>([['', 0]]);
  private readonly parts: Buffer[] = [Buffer.alloc(1)];
  private size = 1;

  /** Where each text is, as 64-bit indices. */
  add(name: string, texts: readonly string[]): BigUint64Array {
    const indices = new BigUint64Array(texts.length);
    const words = new Uint32Array(indices.buffer);
    let [last, at] = ['', 0];
    for (let row = 0; row < texts.length; row++) {
      const text = texts[row] ?? '';
      // Texts repeat from row to row.
      if (text !== last) [last, at] = [text, this.place(name, text)];
      words[2 * row] = at;
      words[2 * row + 1] = Math.floor(at / 2 ** 32);
    }
    return indices;
  }

  private place(name: string, text: string): number {
    const same = this.known.get(text);
    if (same !== undefined) return same;
    if (text.includes('\0')) {
      throw new UserError(`Cannot write column ${name}: the text ${JSON.stringify(text)} holds a zero byte.`);
    }
    const at = this.size;
    const bytes = Buffer.from(`${text}\0`);
    this.parts.push(bytes);
    this.size += bytes.length;
    this.known.set(text, at);
    return at;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}
