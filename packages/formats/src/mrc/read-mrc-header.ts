import type { FileHandle } from 'node:fs/promises';
import { DataError } from '@vitreous/errors';
import { readRawStart, type Packing } from '@vitreous/numerics';
import { readBytes, withInputFile } from '../input-file.js';
import { parseFeiMetadata, type FeiMetadata } from './fei-metadata.js';
import { mrcHeaderBytes, parseMainHeader, type MainHeader, type MrcHeader } from './mrc-header.js';
import { rowBytes } from './mrc-mode.js';

/** Bytes of the longest known metadata block of one image, FEI2. */
const longestBlock = 888;

/** A deflate stream cannot grow more than this (zlib's manual); what claims more lies. */
const deflateGrowth = 1032;

/** bzip2 can make a blank image almost nothing; beyond this a packed file is refused as absurd. */
const mostPackedBytes = 2 ** 37;

/**
 * Reads the header of the MRC file at `path`, plain or packed whole by gzip or bzip2, and checks its sizes
 * against the file's.
 *
 * @throws UserError when it may not be read; DataError when it is no MRC file, or its header lies.
 */
export function readMrcHeader(path: string): Promise<MrcHeader> {
  return withInputFile(path, async (file, size) => {
    const magic = await readBytes(file, path, 0, Math.min(4, size), 'its first bytes');
    const packing = packingOf(magic);
    const start = await readStart(path, file, size, packing);
    const main = parseMainHeader(path, start);
    const { trailingBytes } = checkSize(path, main, size, packing);
    const fei = parseExtended(main, start);
    return {
      ...main,
      pixelSizeA: main.pixelSizeA ?? fei?.pixelSizeA ?? null,
      packing,
      trailingBytes,
      extended: { ...main.extended, fei },
    };
  });
}

/** How a file that starts with these bytes is packed. */
export function packingOf(magic: Uint8Array): Packing {
  const [a, b, c, d = 0] = magic;
  if (a === 0x1f && b === 0x8b && c === 8) return 'gzip';
  // "BZh" and the block size, a digit from 1 to 9.
  return a === 0x42 && b === 0x5a && c === 0x68 && d >= 0x31 && d <= 0x39 ? 'bzip2' : 'none';
}

async function readStart(path: string, file: FileHandle, size: number, packing: Packing): Promise<Uint8Array> {
  const wanted = mrcHeaderBytes + longestBlock;
  if (packing === 'none') return readBytes(file, path, 0, Math.min(wanted, size), 'its header');
  try {
    return await readRawStart(path, packing, wanted);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${path} cannot be unpacked by ${packing}: ${reason}.`, { cause: error });
  }
}

function checkSize(path: string, header: MainHeader, size: number, packing: Packing): { trailingBytes: number } {
  const { width, height, sections, encoding, dataOffset, mode } = header;
  const sectionBytes = rowBytes(encoding, width) * height;
  const needed = dataOffset + sectionBytes * sections;
  const claim =
    `${path}: its header says ${width} x ${height} pixels, ${sections} section(s) of mode ${mode} and ` +
    `${header.extended.bytes} bytes of extended header, which takes ${needed} bytes`;
  if (packing !== 'none') {
    const most = packing === 'gzip' ? Math.min(mostPackedBytes, size * deflateGrowth) : mostPackedBytes;
    if (needed <= most) return { trailingBytes: 0 };
    throw new DataError(`${claim}, but its ${size} bytes packed by ${packing} cannot unpack to that.`);
  }
  if (size < needed) {
    throw new DataError(`${claim}, but the file has ${size}. It may be still being written, or not copied whole.`);
  }
  if (size - needed >= sectionBytes) {
    throw new DataError(
      `${claim}, but the file has ${size}: ${Math.floor((size - needed) / sectionBytes)} section(s) more. ` +
        'It may be still being written, or its header is of another file.',
    );
  }
  return { trailingBytes: size - needed };
}

function parseExtended(header: MainHeader, start: Uint8Array): FeiMetadata | null {
  const { type, bytes } = header.extended;
  if (type !== 'FEI1' && type !== 'FEI2') return null;
  return parseFeiMetadata(start.subarray(mrcHeaderBytes, mrcHeaderBytes + bytes), header.bigEndian);
}
