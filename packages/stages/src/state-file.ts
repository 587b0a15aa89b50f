import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeAtomically, type Dataset } from '@vitreous/formats';

/**
 * The state of long work, on disk: a line of JSON (what it is of, and how long its arrays are), then the arrays. It is
 * taken up only by work on the same particles with the same parameters.
 */
const version = 1;

export type StateArray = Float32Array | Float64Array | Int32Array;

/** Numbers of a state that are no arrays. */
export type StateNumbers = Readonly<Record<string, number>>;

export interface SavedState {
  readonly numbers: StateNumbers;
  /** Fills arrays that are as long as those saved; says whether they are. */
  fill(arrays: readonly StateArray[]): boolean;
}

interface Header {
  readonly version: number;
  readonly key: string;
  readonly numbers: StateNumbers;
  /** Bytes of each array. */
  readonly bytes: readonly number[];
}

/** The same for the same images (path, place in the stack, contrast transfer, sign) and parameters. */
export function hashParticles(particles: Dataset, params: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify([version, ...params]));
  for (const [name, { data }] of particles.columns) {
    if (!name.startsWith('blob/') && !name.startsWith('ctf/')) continue;
    hash.update(name);
    if (ArrayBuffer.isView(data)) hash.update(data);
    else for (const text of data) hash.update(text).update('\0');
  }
  return hash.digest('hex');
}

/** Writes arrays, with some numbers beside them, under a key that must be given again to read them. */
export async function writeStateFile(
  path: string,
  key: string,
  arrays: readonly StateArray[],
  numbers: StateNumbers,
): Promise<void> {
  const header: Header = { version, key, numbers, bytes: arrays.map(({ byteLength }) => byteLength) };
  await writeAtomically(path, async (file) => {
    await file.write(`${JSON.stringify(header)}\n`);
    for (const array of arrays) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
    }
  });
}

/** What `writeStateFile` wrote, where its key is what `keyOf` makes of the numbers beside it; else null. */
export async function readStateFile(
  path: string,
  keyOf: (numbers: StateNumbers) => string,
): Promise<SavedState | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf(10);
  const header = parseHeader(bytes.subarray(0, Math.max(0, end)).toString());
  if (header?.version !== version || header.key !== keyOf(header.numbers)) return null;
  const fill = (arrays: readonly StateArray[]): boolean => {
    const fits =
      header.bytes.length === arrays.length &&
      arrays.every(({ byteLength }, i) => byteLength === header.bytes[i]) &&
      bytes.length === end + 1 + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (!fits) return false;
    let at = end + 1;
    for (const array of arrays) {
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes.subarray(at, at + array.byteLength));
      at += array.byteLength;
    }
    return true;
  };
  return { numbers: header.numbers, fill };
}

function parseHeader(line: string): Header | null {
  try {
    const value: unknown = JSON.parse(line);
    const isHeader =
      typeof value === 'object' && value !== null && 'key' in value && 'numbers' in value && 'bytes' in value;
    return isHeader && Array.isArray(value.bytes) && typeof value.numbers === 'object' ? (value as Header) : null;
  } catch {
    return null;
  }
}
