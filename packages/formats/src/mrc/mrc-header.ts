import { DataError } from '@vitreous/errors';
import type { Packing, PixelEncoding } from '@vitreous/numerics';
import type { FeiMetadata } from './fei-metadata.js';
import { mrcModes, otherMrcModes } from './mrc-mode.js';

/** Bytes of the main header. */
export const mrcHeaderBytes = 1024;

/** What an MRC file says of itself (MRC2014: Cheng et al. 2015, J. Struct. Biol. 192, 146). */
export interface MrcHeader {
  readonly width: number;
  readonly height: number;
  readonly sections: number;
  readonly mode: number;
  /** How a pixel lies in the file, bytes told signed or unsigned. */
  readonly encoding: PixelEncoding;
  readonly bigEndian: boolean;
  /** How the whole file is packed. */
  readonly packing: Packing;
  /** Bytes before the first pixel, after unpacking. */
  readonly dataOffset: number;
  /** Along x; null where the file does not say. */
  readonly pixelSizeA: number | null;
  /** Along the axes X, Y and Z of the cell. */
  readonly voxelSizeA: readonly [x: number | null, y: number | null, z: number | null];
  /** Space group 0 means images; 401 and above a stack of volumes. */
  readonly spaceGroup: number;
  readonly content: 'images' | 'volume' | 'volumes';
  /** Sections of one volume. */
  readonly volumeSections: number;
  /** Which of X, Y and Z (1, 2, 3) run along columns, rows and sections. */
  readonly axes: readonly [columns: number, rows: number, sections: number];
  /** Grid index of the first column, row and section. */
  readonly start: readonly [columns: number, rows: number, sections: number];
  readonly originA: readonly [x: number, y: number, z: number];
  /** As the file claims; null where it says that it does not know. Never trusted for the pixels. */
  readonly claimed: {
    readonly minimum: number | null;
    readonly maximum: number | null;
    readonly mean: number | null;
    readonly standardDeviation: number | null;
  };
  readonly labels: readonly string[];
  /** What lies between main header and pixels. `type` is FEI1, FEI2, SERI, CCP4, … or empty. */
  readonly extended: { readonly type: string; readonly bytes: number; readonly fei: FeiMetadata | null };
  /** Bytes after the last pixel, fewer than a section; 0 for packed files. */
  readonly trailingBytes: number;
}

/** The main header alone: what needs no look at the rest of the file. */
export type MainHeader = Omit<MrcHeader, 'packing' | 'trailingBytes' | 'extended'> & {
  readonly extended: { readonly type: string; readonly bytes: number };
};

/** Wider than any camera or map; what is beyond is more likely the other byte order, or another kind of file. */
const mostPixels = 1_000_000;
const mostSections = 10_000_000;

/** "IMOD" as a little-endian integer at byte 152: the flags at byte 156 count. */
const imodStamp = 1146047817;

/** Whether bytes look like the start of an MRC file: the MAP stamp, or sizes and a mode that make sense. */
export function looksLikeMrc(bytes: Uint8Array): boolean {
  if (bytes.length < mrcHeaderBytes) return false;
  return hasMapStamp(bytes) || findByteOrder(bytes) !== null;
}

function hasMapStamp(bytes: Uint8Array): boolean {
  return bytes[208] === 0x4d && bytes[209] === 0x41 && bytes[210] === 0x50;
}

/** True for big-endian; null where neither order gives a header that makes sense. */
function findByteOrder(bytes: Uint8Array): boolean | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const makesSense = (bigEndian: boolean): boolean => {
    const [width = 0, height = 0, sections = 0, mode = -1] = [0, 4, 8, 12].map((at) => view.getInt32(at, !bigEndian));
    const sized = width > 0 && width <= mostPixels && height > 0 && height <= mostPixels;
    return sized && sections >= 0 && sections <= mostSections && (mode in mrcModes || mode in otherMrcModes);
  };
  // 0x44 0x44 (or 0x44 0x41) is little-endian, 0x11 0x11 big-endian; some writers leave it wrong, so it only goes first.
  const stamped = bytes[212] === 0x11;
  if (makesSense(stamped)) return stamped;
  return makesSense(!stamped) ? !stamped : null;
}

/**
 * Reads the main header.
 *
 * @throws DataError for what is no MRC header, or one of a kind that holds no images.
 */
export function parseMainHeader(path: string, bytes: Uint8Array): MainHeader {
  if (bytes.length < mrcHeaderBytes) {
    throw new DataError(
      bytes.length === 0
        ? `${path} is empty: an MRC file starts with a header of ${mrcHeaderBytes} bytes.`
        : `${path} has ${bytes.length} bytes: an MRC file starts with a header of ${mrcHeaderBytes}.`,
    );
  }
  const bigEndian = findByteOrder(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const integer = (at: number): number => view.getInt32(at, bigEndian !== true);
  const float = (at: number): number => view.getFloat32(at, bigEndian !== true);
  const [columns, height, sections, mode] = [integer(0), integer(4), integer(8), integer(12)];
  if (bigEndian === null) {
    throw new DataError(
      `${path} is not an MRC file that holds images: its header says ${columns} x ${height} x ${sections} pixels of ` +
        `mode ${mode} at byte 0, where sizes from 1 to ${mostPixels} and mode 0, 1, 2, 6, 12 or 101 were expected.`,
    );
  }
  const stored = mrcModes[mode];
  if (stored === undefined) {
    throw new DataError(
      `${path} holds ${otherMrcModes[mode] ?? 'something else'}, mode ${mode} at byte 12: ` +
        'expected images of mode 0, 1, 2, 6, 12 or 101.',
    );
  }
  if (sections === 0) throw new DataError(`${path} holds no sections: its header says 0 at byte 8.`);
  const claimed = readClaimed(float);
  const flags = integer(152) === imodStamp ? integer(156) : null;
  // SerialEM's 4-bit frames in mode 0: the header counts bytes, each of which is two pixels.
  const halved = mode === 0 && flags !== null && (flags & 16) !== 0;
  const extendedBytes = integer(92);
  if (extendedBytes < 0) {
    throw new DataError(`${path} claims an extended header of ${extendedBytes} bytes at byte 92: expected 0 or more.`);
  }
  const voxelSizeA = readVoxelSize(integer, float, halved);
  const spaceGroup = integer(88);
  const axes = [integer(64), integer(68), integer(72)] as const;
  return {
    width: halved ? 2 * columns : columns,
    height,
    sections,
    mode,
    encoding: halved ? 'u4' : mode === 0 ? byteEncoding(flags, claimed) : stored,
    bigEndian,
    dataOffset: mrcHeaderBytes + extendedBytes,
    pixelSizeA: voxelSizeA[0],
    voxelSizeA,
    spaceGroup,
    ...readContent(spaceGroup, sections, integer(36)),
    axes: axes.toSorted().join() === '1,2,3' ? axes : [1, 2, 3],
    start: [integer(16), integer(20), integer(24)],
    originA: [float(196), float(200), float(204)],
    claimed,
    labels: readLabels(bytes, integer(220)),
    extended: { type: readText(bytes, 104, 4), bytes: extendedBytes },
  };
}

/**
 * Bytes are signed by the standard, but many files hold counts up to 255. IMOD's flag decides where it is; else
 * the claimed range does where it can only be unsigned; else the standard.
 */
function byteEncoding(flags: number | null, claimed: MrcHeader['claimed']): 'u8' | 'i8' {
  if (flags !== null) return (flags & 1) !== 0 ? 'i8' : 'u8';
  return (claimed.minimum ?? -1) >= 0 && (claimed.maximum ?? 0) > 127 ? 'u8' : 'i8';
}

function readClaimed(float: (at: number) => number): MrcHeader['claimed'] {
  const [minimum, maximum, mean, rms] = [float(76), float(80), float(84), float(216)];
  // The standard's ways of saying "not known": a maximum below the minimum, a mean below both, a negative deviation.
  const known = Number.isFinite(minimum) && Number.isFinite(maximum) && maximum > minimum;
  return {
    minimum: known ? minimum : null,
    maximum: known ? maximum : null,
    mean: known && mean >= minimum ? mean : null,
    standardDeviation: rms > 0 && Number.isFinite(rms) ? rms : null,
  };
}

/** Cell length over grid intervals, per axis. */
function readVoxelSize(
  integer: (at: number) => number,
  float: (at: number) => number,
  halved: boolean,
): MrcHeader['voxelSizeA'] {
  const along = (axis: number, factor = 1): number | null => {
    const size = float(40 + 4 * axis) / (integer(28 + 4 * axis) * factor);
    return Number.isFinite(size) && size > 0 ? size : null;
  };
  return [along(0, halved ? 2 : 1), along(1), along(2)];
}

function readContent(
  spaceGroup: number,
  sections: number,
  intervals: number,
): Pick<MrcHeader, 'content' | 'volumeSections'> {
  if (spaceGroup === 0) return { content: 'images', volumeSections: 1 };
  const several = spaceGroup > 400 && intervals > 0 && intervals < sections && sections % intervals === 0;
  return several ? { content: 'volumes', volumeSections: intervals } : { content: 'volume', volumeSections: sections };
}

function readText(bytes: Uint8Array, at: number, length: number): string {
  const text = Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
  return text.replace(/[\0-\x1f\x7f-\x9f].*$/s, '').trim();
}

function readLabels(bytes: Uint8Array, count: number): string[] {
  const used = Math.min(10, Math.max(0, count));
  return Array.from({ length: used }, (_, i) => readText(bytes, 224 + 80 * i, 80)).filter((label) => label !== '');
}
