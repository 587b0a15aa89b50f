import { DataError } from '@vitreous/errors';
import { writeAtomically } from '../atomic-file.js';
import { sourceOfBytes, withFileSource, type ByteSource } from '../byte-source.js';
import type { Dataset, DatasetField } from './dataset.js';
import { encodeNumpy, numpyMagic, readNumpyHeader, readNumpyRows } from './numpy-form.js';
import {
  columnsOf,
  encodeStream,
  readStreamColumns,
  readStreamHeader,
  streamMagic,
  type ColumnSource,
} from './stream-form.js';

export { columnsOf, type ColumnSource };

/** The two forms of a `.cs` file: NumPy's structured array, and columns one after the other. */
export type DatasetForm = 'numpy' | 'stream';

export interface ReadDatasetOptions {
  /** Which columns to read; all by default. */
  readonly fields?: (name: string) => boolean;
}

export interface WriteDatasetOptions {
  /** NumPy's form by default: what CryoSPARC and its tools write to disk. */
  readonly form?: DatasetForm;
  /** How columns of the streamed form are packed; LZ4 by default. */
  readonly compression?: 'lz4' | null;
}

export interface DatasetHeader {
  readonly form: DatasetForm;
  readonly length: number;
  readonly fields: readonly DatasetField[];
}

/** Reads a `.cs` file of either form. @throws UserError when it cannot be opened, DataError when it is bad. */
export function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  return withFileSource(path, (source) => readFrom(source, options));
}

/** As readDataset, from bytes; `path` is for messages. */
export function decodeDataset(bytes: Uint8Array, path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  return readFrom(sourceOfBytes(bytes, path), options);
}

/** What a `.cs` file says about itself, without its rows. */
export function readDatasetHeader(path: string): Promise<DatasetHeader> {
  return withFileSource(path, async (source) => {
    const form = await formOf(source);
    const header = form === 'numpy' ? await readNumpyHeader(source) : await readStreamHeader(source);
    const fields = header.fields.map(({ name, type, shape }) => ({ name, type, shape }));
    return { form, length: header.length, fields };
  });
}

/** Writes a `.cs` file, all or nothing. */
export function writeDataset(path: string, dataset: Dataset, options: WriteDatasetOptions = {}): Promise<void> {
  return writeAtomically(path, async (file) => {
    for await (const piece of encodePieces(dataset, options)) {
      for (let done = 0; done < piece.length;) done += (await file.write(piece, done)).bytesWritten;
    }
  });
}

/** The bytes of a `.cs` file. */
export async function encodeDataset(dataset: Dataset, options: WriteDatasetOptions = {}): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of encodePieces(dataset, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The bytes of a `.cs` file, piece by piece, for sending them on. */
export async function* encodePieces(
  dataset: Dataset,
  { form = 'numpy', compression = 'lz4' }: WriteDatasetOptions = {},
): AsyncGenerator<Uint8Array> {
  if (form === 'numpy') yield* encodeNumpy(dataset);
  else yield* encodeStream(columnsOf(dataset), compression);
}

/** The bytes of the streamed form, not packed, of a table that need not be in memory. */
export function encodeColumns(source: ColumnSource): AsyncGenerator<Uint8Array> {
  return encodeStream(source, null);
}

async function readFrom(source: ByteSource, { fields = () => true }: ReadDatasetOptions): Promise<Dataset> {
  return (await formOf(source)) === 'numpy'
    ? readNumpyRows(source, await readNumpyHeader(source), fields)
    : readStreamColumns(source, await readStreamHeader(source), fields);
}

async function formOf(source: ByteSource): Promise<DatasetForm> {
  const magic = (await source.read(0, Math.min(6, source.size))).toString('latin1');
  if (magic === numpyMagic) return 'numpy';
  if (magic === streamMagic) return 'stream';
  throw new DataError(
    `${source.path}, byte 0: expected a .cs file (\\x93NUMPY or \\x95CSDAT), found ${JSON.stringify(magic)}.`,
  );
}
