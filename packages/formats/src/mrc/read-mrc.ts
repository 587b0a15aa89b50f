import { totalmem } from 'node:os';
import { DataError, UserError } from '@vitreous/errors';
import {
  createMovieStack,
  kindOfEncoding,
  readRawFloats,
  readRawMovie,
  type MovieStack,
  type RawLayout,
  type Stack,
  type Volume,
} from '@vitreous/numerics';
import type { MrcHeader } from './mrc-header.js';
import { rowBytes } from './mrc-mode.js';
import { readMrcHeader } from './read-mrc-header.js';

/**
 * Sections of an MRC file as floats, row 0 first: those from `firstSection` on, `sectionCount` of them (all).
 *
 * @throws UserError when it may not be read or has no such sections; DataError when the file is bad.
 */
export async function readMrc(
  path: string,
  options: { firstSection?: number; sectionCount?: number; threads?: number } = {},
): Promise<Stack> {
  const header = await readMrcHeader(path);
  const { firstSection = 0, sectionCount = header.sections - firstSection, threads = 1 } = options;
  const data = await readSections(path, header, firstSection, sectionCount, threads);
  return { count: sectionCount, height: header.height, width: header.width, data };
}

/**
 * A map as (z, y, x): files whose columns, rows and sections run along other axes of the cell are turned.
 *
 * @throws as `readMrc`; DataError also when the file holds several volumes.
 */
export async function readMrcVolume(path: string, { threads = 1 } = {}): Promise<Volume> {
  const header = await readMrcHeader(path);
  if (header.content === 'volumes') {
    throw new DataError(
      `${path} holds ${header.sections / header.volumeSections} volumes of ${header.volumeSections} sections: ` +
        'one volume was expected.',
    );
  }
  const data = await readSections(path, header, 0, header.sections, threads);
  return turnToCellAxes({ depth: header.sections, height: header.height, width: header.width, data }, header.axes);
}

/**
 * Frames `firstFrame` up to but not including `endFrame` of an MRC movie, in memory the kernel owns: counts as
 * they are stored, 4-bit counts as bytes, half floats as floats. Release it when done.
 *
 * @throws as `readMrc`.
 */
export async function readMrcMovie(
  path: string,
  options: { firstFrame?: number; endFrame?: number; threads?: number } = {},
): Promise<MovieStack> {
  const header = await readMrcHeader(path);
  const { firstFrame = 0, endFrame = header.sections, threads = 1 } = options;
  checkRange(path, header, firstFrame, endFrame - firstFrame);
  const kind = kindOfEncoding(header.encoding);
  refuseBeyondMemory(path, header, endFrame - firstFrame, { u8: 1, i8: 1, u16: 2, i16: 2, f32: 4 }[kind]);
  const movie = await explain(path, header, () =>
    createMovieStack(kind, endFrame - firstFrame, header.height, header.width),
  );
  try {
    await explain(path, header, () => readRawMovie(movie, layoutOf(path, header, firstFrame), { threads }));
    return movie;
  } catch (error) {
    await movie.release();
    throw error;
  }
}

async function readSections(
  path: string,
  header: MrcHeader,
  first: number,
  count: number,
  threads: number,
): Promise<Float32Array> {
  checkRange(path, header, first, count);
  refuseBeyondMemory(path, header, count, 4);
  const rows = count * header.height;
  return explain(path, header, () => readRawFloats(rows, header.width, layoutOf(path, header, first), { threads }));
}

function checkRange(path: string, header: MrcHeader, first: number, count: number): void {
  const whole = Number.isInteger(first) && Number.isInteger(count);
  if (!whole || first < 0 || count < 1 || first + count > header.sections) {
    throw new UserError(
      `${path} has sections 0 to ${header.sections - 1}: it cannot give ${count} of them from section ${first} on.`,
    );
  }
}

function refuseBeyondMemory(path: string, header: MrcHeader, sections: number, pixelBytes: number): void {
  const needed = sections * header.height * header.width * pixelBytes;
  if (needed > totalmem()) {
    const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
    throw new UserError(
      `${path}: ${sections} section(s) of ${header.width} x ${header.height} pixels need ${gib(needed)} GiB of memory, ` +
        `but this machine has ${gib(totalmem())}: read fewer at a time.`,
    );
  }
}

function layoutOf(path: string, header: MrcHeader, firstSection: number): RawLayout {
  const sectionBytes = rowBytes(header.encoding, header.width) * header.height;
  const { packing, encoding, bigEndian } = header;
  return { path, packing, offset: header.dataOffset + firstSection * sectionBytes, encoding, bigEndian };
}

/** A failure inside a packed file is the file's; elsewhere sizes were checked, and a failure is the disk's. */
async function explain<T>(path: string, header: MrcHeader, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // What the kernel rejects with; anything else is a bug and passes.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'GenericFailure') throw error;
    const packed = header.packing === 'none' ? '' : ` while it was unpacked by ${header.packing}`;
    throw new DataError(`${path} could not be read${packed}: ${error.message}.`, { cause: error });
  }
}

/** The volume with columns along X, rows along Y and sections along Z. */
function turnToCellAxes(volume: Volume, axes: MrcHeader['axes']): Volume {
  if (axes.join() === '1,2,3') return volume;
  const sizes = [volume.width, volume.height, volume.depth];
  const strides = [1, volume.width, volume.width * volume.height];
  const along = [1, 2, 3].map((axis) => axes.indexOf(axis));
  const [nx = 1, ny = 1, nz = 1] = along.map((place) => sizes[place] ?? 1);
  const [sx = 1, sy = 1, sz = 1] = along.map((place) => strides[place] ?? 1);
  const data = new Float32Array(volume.data.length);
  let next = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) data[next++] = volume.data[z * sz + y * sy + x * sx] ?? 0;
    }
  }
  return { depth: nz, height: ny, width: nx, data };
}
