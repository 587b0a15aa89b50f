import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Class2dState } from '@vitreous/algorithms';
import { writeAtomically, type Dataset } from '@vitreous/formats';

/**
 * A classification under way, on disk: a line of JSON (what it is of, and how long its arrays are), then the arrays.
 * It is taken up only by a run with the same particles and parameters.
 */
const fileName = 'class2d.checkpoint';
const version = 1;

type Numbers = Float32Array | Float64Array | Int32Array;

/** Numbers of a state that are no arrays. */
export type StateNumbers = Readonly<Record<string, number>>;

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

/** The arrays of a state, always in this order. */
function arraysOf({ particles, sums, references, noise, correlations }: Class2dState): Numbers[] {
  const { classes, angleRad, shiftPx, probability, classEss, score } = particles;
  const { numerators, denominators, counts, power, residual, seen } = sums;
  return [
    ...[classes, angleRad, shiftPx, probability, classEss, score],
    ...[numerators, denominators, counts, power, residual, seen],
    ...[references, noise, ...correlations],
  ];
}

export async function writeCheckpoint(outDir: string, key: string, state: Class2dState): Promise<void> {
  await writeState(join(outDir, fileName), key, state, { step: state.step });
}

/** Fills `fresh`, the state that a run begins with, from the checkpoint; answers whether there was one that fits. */
export async function restoreCheckpoint(outDir: string, key: string, fresh: Class2dState): Promise<boolean> {
  const saved = await readState(join(outDir, fileName), () => key);
  if (saved === null || !saved.fill(fresh)) return false;
  fresh.step = saved.numbers['step'] ?? 0;
  return true;
}

export async function removeCheckpoint(outDir: string): Promise<void> {
  await rm(join(outDir, fileName), { force: true });
}

/** Writes a state, with some numbers beside it, under a key that must be given again to read it. */
export async function writeState(path: string, key: string, state: Class2dState, numbers: StateNumbers): Promise<void> {
  const arrays = arraysOf(state);
  const header: Header = { version, key, numbers, bytes: arrays.map(({ byteLength }) => byteLength) };
  await writeAtomically(path, async (file) => {
    await file.write(`${JSON.stringify(header)}\n`);
    for (const array of arrays) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
    }
  });
}

/**
 * What `writeState` wrote, where its key is what `keyOf` makes of the numbers beside it; else null. `fill` says whether the state
 * has arrays of that size.
 */
export async function readState(
  path: string,
  keyOf: (numbers: StateNumbers) => string,
): Promise<{ readonly numbers: StateNumbers; fill(state: Class2dState): boolean } | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf(10);
  const header = parseHeader(bytes.subarray(0, Math.max(0, end)).toString());
  if (header?.version !== version || header.key !== keyOf(header.numbers)) return null;
  const fill = (state: Class2dState): boolean => {
    const arrays = arraysOf(state);
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
