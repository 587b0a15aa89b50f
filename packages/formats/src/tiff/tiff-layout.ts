import { tiffTag } from './tiff-tag.js';

/** A page whose strips are already in the file, and its other tags. */
export interface WrittenPage {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly fields: readonly TiffField[];
}

/** A tag to be written. */
export interface TiffField {
  readonly tag: number;
  readonly type: FieldType;
  /** Two numbers for each rational. */
  readonly values: readonly number[];
}

export type FieldType = 'short' | 'long' | 'rational' | 'undefined' | 'long8';

const fieldTypes: Readonly<Record<FieldType, { number: number; bytes: number }>> = {
  short: { number: 3, bytes: 2 },
  long: { number: 4, bytes: 4 },
  rational: { number: 5, bytes: 8 },
  undefined: { number: 7, bytes: 1 },
  long8: { number: 16, bytes: 8 },
};

/** Room at the start of the file for either header. */
export const headerBytes = 16;

/** The greatest place that a classic TIFF can name. */
const mostClassic = 2 ** 32 - 1;

/**
 * The header and the directories of a file whose strips end at `end`: little-endian, BigTIFF where a classic file
 * could not name the places (or when `big`).
 */
export function layOutTiff(
  pages: readonly WrittenPage[],
  end: number,
  { big = false }: { big?: boolean } = {},
): { header: Buffer; directories: Buffer; directoriesAt: number } {
  // Directories begin at even places.
  const directoriesAt = end + (end % 8 === 0 ? 0 : 8 - (end % 8));
  const directories = writeDirectories(pages, directoriesAt, big);
  if (!big && directoriesAt + directories.length > mostClassic) return layOutTiff(pages, end, { big: true });
  const header = Buffer.alloc(headerBytes);
  header.write('II', 'latin1');
  header.writeUInt16LE(big ? 43 : 42, 2);
  if (big) {
    header.writeUInt16LE(8, 4);
    header.writeBigUInt64LE(BigInt(directoriesAt), 8);
  } else {
    header.writeUInt32LE(Math.min(directoriesAt, mostClassic), 4);
  }
  return { header, directories, directoriesAt };
}

function writeDirectories(pages: readonly WrittenPage[], start: number, big: boolean): Buffer {
  const pieces: Buffer[] = [];
  let at = start;
  pages.forEach((page, index) => {
    const piece = writeDirectory(fieldsOf(page, big), at, index === pages.length - 1, big);
    pieces.push(piece);
    at += piece.length;
  });
  return Buffer.concat(pieces);
}

function fieldsOf({ fields, offsets, lengths }: WrittenPage, big: boolean): TiffField[] {
  const places: TiffField[] = [
    { tag: tiffTag.stripOffsets, type: big ? 'long8' : 'long', values: offsets },
    { tag: tiffTag.stripByteCounts, type: 'long', values: lengths },
  ];
  return [...fields, ...places].sort((one, other) => one.tag - other.tag);
}

const countOf = ({ type, values }: TiffField): number => values.length / (type === 'rational' ? 2 : 1);
const sizeOf = (field: TiffField): number => countOf(field) * fieldTypes[field.type].bytes;
const roundUp = (size: number): number => Math.ceil(size / 8) * 8;

/** One directory at `start` and, behind it, the values too long to stand in it; its length is a multiple of 8. */
function writeDirectory(fields: readonly TiffField[], start: number, last: boolean, big: boolean): Buffer {
  const [countBytes, entryBytes, placeBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const entriesEnd = roundUp(countBytes + fields.length * entryBytes + placeBytes);
  const outside = fields.filter((field) => sizeOf(field) > placeBytes);
  const length = entriesEnd + outside.reduce((sum, field) => sum + roundUp(sizeOf(field)), 0);
  const buffer = Buffer.alloc(length);
  const putPlace = (value: number, at: number): void => {
    if (big) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUInt32LE(Math.min(value, mostClassic), at);
  };
  if (big) buffer.writeBigUInt64LE(BigInt(fields.length), 0);
  else buffer.writeUInt16LE(fields.length, 0);
  let outsideAt = entriesEnd;
  fields.forEach((field, index) => {
    const at = countBytes + index * entryBytes;
    buffer.writeUInt16LE(field.tag, at);
    buffer.writeUInt16LE(fieldTypes[field.type].number, at + 2);
    putPlace(countOf(field), at + 4);
    const valueAt = at + 4 + placeBytes;
    const size = sizeOf(field);
    if (size > placeBytes) {
      putPlace(start + outsideAt, valueAt);
      putValues(buffer, field, outsideAt);
      outsideAt += roundUp(size);
    } else {
      putValues(buffer, field, valueAt);
    }
  });
  putPlace(last ? 0 : start + length, countBytes + fields.length * entryBytes);
  return buffer;
}

function putValues(buffer: Buffer, { type, values }: TiffField, start: number): void {
  values.forEach((value, index) => {
    if (type === 'undefined') buffer.writeUInt8(value, start + index);
    else if (type === 'short') buffer.writeUInt16LE(value, start + 2 * index);
    else if (type === 'long8') buffer.writeBigUInt64LE(BigInt(value), start + 8 * index);
    // A place beyond a classic file is written as its end: the file is then laid out again as BigTIFF.
    else buffer.writeUInt32LE(Math.min(value, mostClassic), start + 4 * index);
  });
}
