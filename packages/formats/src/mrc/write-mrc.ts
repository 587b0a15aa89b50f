import type { FileHandle } from 'node:fs/promises';
import { UserError } from '@vitreous/errors';
import {
  computeMovieStatistics,
  computeStatistics,
  encodeRaw,
  encodeRawFrames,
  halfToFloats,
  mergeStatistics,
  type Image,
  type MovieStack,
  type PixelEncoding,
  type Stack,
  type Statistics,
  type Volume,
} from '@vitreous/numerics';
import { writeAtomically } from '../atomic-file.js';
import { formatMainHeader } from './format-mrc-header.js';
import { mrcHeaderBytes } from './mrc-header.js';

/** Modes that can be written. */
export type MrcWriteMode = 0 | 1 | 2 | 6 | 12;

export interface MrcWriteOptions {
  /** 0 signed bytes, 1 and 6 signed and unsigned 16-bit integers, 2 floats (default), 12 half floats. */
  readonly mode?: MrcWriteMode;
  /** In angstrom, the same on all axes; left out where it is not known. */
  readonly pixelSizeA?: number;
  /** Up to 10 lines of 80 letters. */
  readonly labels?: readonly string[];
  readonly threads?: number;
}

/** Adds images of the stack's size to a stack being written. */
export type AppendImages = (images: Float32Array) => Promise<void>;

const formats: Readonly<Record<MrcWriteMode, { encoding: PixelEncoding; least: number; most: number }>> = {
  0: { encoding: 'i8', least: -128, most: 127 },
  1: { encoding: 'i16', least: -32768, most: 32767 },
  2: { encoding: 'f32', least: -Infinity, most: Infinity },
  6: { encoding: 'u16', least: 0, most: 65535 },
  12: { encoding: 'f16', least: -65504, most: 65504 },
};

/** Values converted and written in one go. */
const pieceValues = 1 << 23;

/**
 * Writes an image, a stack of images or a volume as MRC2014, little-endian, with true statistics in the header.
 *
 * @throws UserError when the values do not fit the mode, or the file cannot be written; nothing is left behind.
 */
export async function writeMrc(
  path: string,
  pixels: Image | Stack | Volume,
  options: MrcWriteOptions = {},
): Promise<void> {
  const area = pixels.height * pixels.width;
  const depth = pixels.data.length / area;
  if (!Number.isInteger(depth) || depth < 1) {
    throw new RangeError(
      `${pixels.data.length} values are no whole number of ${pixels.width} x ${pixels.height} images`,
    );
  }
  const perPiece = Math.max(1, Math.floor(pieceValues / area));
  await writeSections(path, pixels, 'depth' in pixels, options, async (append) => {
    for (let first = 0; first < depth; first += perPiece) {
      await append(pixels.data.subarray(first * area, (first + perPiece) * area));
    }
  });
}

/**
 * Writes a stack of images of one size that need not be in memory together: `write` appends them, one or several
 * at a time. The file appears under its name when `write` has ended.
 *
 * @throws as `writeMrc`; also UserError when no image was appended.
 */
export async function writeMrcStack(
  path: string,
  size: { readonly height: number; readonly width: number },
  options: MrcWriteOptions,
  write: (append: AppendImages) => Promise<void>,
): Promise<void> {
  await writeSections(path, size, false, options, write);
}

async function writeSections(
  path: string,
  { height, width }: { readonly height: number; readonly width: number },
  isVolume: boolean,
  { mode = 2, pixelSizeA, labels, threads = 1 }: MrcWriteOptions,
  write: (append: AppendImages) => Promise<void>,
): Promise<void> {
  const { encoding, least, most } = formats[mode];
  const integer = mode !== 2 && mode !== 12;
  await writeAtomically(path, async (file) => {
    let sections = 0;
    const found: Statistics[] = [];
    let end = mrcHeaderBytes;
    await write(async (images) => {
      const count = images.length / (height * width);
      if (!Number.isInteger(count)) {
        throw new RangeError(`${images.length} values are no whole number of ${width} x ${height} images`);
      }
      const statistics = await computeStatistics(images, { threads });
      const others = statistics.notANumberCount + statistics.infiniteCount;
      if (integer && others > 0) {
        throw new UserError(
          `Cannot write ${path}: ${others} values are no finite numbers, which mode ${mode} cannot hold. ` +
            'Write mode 2 (floats) instead.',
        );
      }
      if (statistics.minimum < least || statistics.maximum > most) {
        throw new UserError(
          `Cannot write ${path}: mode ${mode} holds ${least} to ${most}, but the values go from ` +
            `${statistics.minimum} to ${statistics.maximum}. Write mode 2 (floats) instead.`,
        );
      }
      const bytes = await encodeRaw(images, encoding, { threads });
      end = await writeAt(file, bytes, end);
      found.push(mode === 2 ? statistics : await computeStatistics(await decodeStored(bytes, encoding), { threads }));
      sections += count;
    });
    if (found.length === 0) throw new UserError(`Cannot write ${path}: there are no images to write.`);
    const statistics = found.reduce(mergeStatistics);
    const header = { width, height, sections, mode, isVolume, pixelSizeA, labels, statistics, unsignedBytes: false };
    await writeAt(file, formatMainHeader(header), 0);
  });
}

/** The values that the header's statistics are of: rounded as they are stored. */
function decodeStored(bytes: Uint8Array, encoding: PixelEncoding): Float32Array | Promise<Float32Array> {
  const from = [bytes.buffer, bytes.byteOffset] as const;
  if (encoding === 'f16') return halfToFloats(new Uint16Array(...from, bytes.length / 2));
  if (encoding === 'u16') return Float32Array.from(new Uint16Array(...from, bytes.length / 2));
  if (encoding === 'i16') return Float32Array.from(new Int16Array(...from, bytes.length / 2));
  return Float32Array.from(new Int8Array(...from, bytes.length));
}

/**
 * Writes a movie in the pixel type it has, without a copy as floats. Unsigned bytes become mode 0 while no count
 * is above 127, which every program reads alike, else mode 6.
 *
 * @throws UserError when the file cannot be written; nothing is left behind.
 */
export async function writeMrcMovie(
  path: string,
  movie: MovieStack,
  { pixelSizeA, labels, threads = 1 }: Omit<MrcWriteOptions, 'mode'> = {},
): Promise<void> {
  const statistics = await computeMovieStatistics(movie, { threads });
  const { width, height, frames } = movie;
  const widen = movie.kind === 'u8' && statistics.maximum > 127;
  const mode = widen ? 6 : ({ u8: 0, i8: 0, u16: 6, i16: 1, f32: 2 } as const)[movie.kind];
  const unsignedBytes = mode === 0 && movie.kind === 'u8';
  await writeAtomically(path, async (file) => {
    const header = {
      width,
      height,
      sections: frames,
      mode,
      isVolume: false,
      pixelSizeA,
      labels,
      statistics,
      unsignedBytes,
    };
    let end = await writeAt(file, formatMainHeader(header), 0);
    for (let frame = 0; frame < frames; frame++) {
      const bytes = await encodeRawFrames(movie, frame, 1);
      end = await writeAt(file, widen ? bytesOf(Uint16Array.from(bytes)) : bytes, end);
    }
  });
}

function bytesOf(values: Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Writes all of `bytes` at `offset`; answers the offset after them. */
async function writeAt(file: FileHandle, bytes: Uint8Array, offset: number): Promise<number> {
  let written = 0;
  while (written < bytes.length) {
    const piece = await file.write(bytes, written, bytes.length - written, offset + written);
    written += piece.bytesWritten;
  }
  return offset + written;
}
