import type { ByteCodec, PixelKind } from '@vitreous/numerics';
import { compressionOfCodec } from './tiff-coding.js';
import { resolutionOfPixelSize } from './tiff-resolution.js';
import { tiffTag } from './tiff-tag.js';

/** A page whose strips are already in the file. */
export interface WrittenPage {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

/** What all pages of a file that is written share. */
export interface PageForm {
  readonly height: number;
  readonly width: number;
  readonly kind: PixelKind;
  readonly codec: ByteCodec;
  readonly rowsPerStrip: number;
  readonly pixelSizeA: number | null;
}

/** Room at the start of the file for either header. */
export const headerBytes = 16;

/** The greatest place that a classic TIFF can name. */
const mostClassic = 2 ** 32 - 1;

const short = 3;
const long = 4;
const rational = 5;
const long8 = 16;
const bytesOfType: Readonly<Record<number, number>> = { [short]: 2, [long]: 4, [rational]: 8, [long8]: 8 };
const sampleFormat: Readonly<Record<string, number>> = { u: 1, i: 2, f: 3 };

interface Field {
  readonly tag: number;
  readonly type: number;
  /** Two numbers for each rational. */
  readonly values: readonly number[];
}

/**
 * The header and the directories of a file whose strips end at `end`: little-endian, BigTIFF where a classic file
 * could not name the places (or when `big`).
 */
export function layOutTiff(
  form: PageForm,
  pages: readonly WrittenPage[],
  end: number,
  { big = false }: { big?: boolean } = {},
): { header: Buffer; directories: Buffer; directoriesAt: number } {
  // Directories begin at even places.
  const directoriesAt = end + (end % 8 === 0 ? 0 : 8 - (end % 8));
  const directories = writeDirectories(form, pages, directoriesAt, big);
  if (!big && directoriesAt + directories.length > mostClassic) return layOutTiff(form, pages, end, { big: true });
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

function writeDirectories(form: PageForm, pages: readonly WrittenPage[], start: number, big: boolean): Buffer {
  const pieces: Buffer[] = [];
  let at = start;
  pages.forEach((page, index) => {
    const piece = writeDirectory(fieldsOf(form, page, big), at, index === pages.length - 1, big);
    pieces.push(piece);
    at += piece.length;
  });
  return Buffer.concat(pieces);
}

function fieldsOf(form: PageForm, page: WrittenPage, big: boolean): Field[] {
  const resolution = form.pixelSizeA === null ? null : resolutionOfPixelSize(form.pixelSizeA);
  const [format = 'u'] = form.kind;
  const fields: Field[] = [
    { tag: tiffTag.newSubfileType, type: long, values: [0] },
    { tag: tiffTag.imageWidth, type: long, values: [form.width] },
    { tag: tiffTag.imageLength, type: long, values: [form.height] },
    { tag: tiffTag.bitsPerSample, type: short, values: [Number(form.kind.slice(1))] },
    { tag: tiffTag.compression, type: short, values: [compressionOfCodec[form.codec]] },
    { tag: tiffTag.photometric, type: short, values: [1] },
    { tag: tiffTag.stripOffsets, type: big ? long8 : long, values: page.offsets },
    { tag: tiffTag.samplesPerPixel, type: short, values: [1] },
    { tag: tiffTag.rowsPerStrip, type: long, values: [form.rowsPerStrip] },
    { tag: tiffTag.stripByteCounts, type: long, values: page.lengths },
    { tag: tiffTag.sampleFormat, type: short, values: [sampleFormat[format] ?? 1] },
  ];
  if (resolution !== null) {
    fields.push(
      { tag: tiffTag.xResolution, type: rational, values: resolution },
      { tag: tiffTag.yResolution, type: rational, values: resolution },
      { tag: tiffTag.resolutionUnit, type: short, values: [3] },
    );
  }
  return fields.sort((one, other) => one.tag - other.tag);
}

/** One directory at `start` and, behind it, the values too long to stand in it; its length is a multiple of 8. */
function writeDirectory(fields: readonly Field[], start: number, last: boolean, big: boolean): Buffer {
  const [countBytes, entryBytes, placeBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const sizeOf = ({ type, values }: Field): number =>
    (values.length / (type === rational ? 2 : 1)) * (bytesOfType[type] ?? 1);
  const even = (size: number): number => Math.ceil(size / 8) * 8;
  const entriesEnd = even(countBytes + fields.length * entryBytes + placeBytes);
  const outside = fields.filter((field) => sizeOf(field) > placeBytes);
  const length = entriesEnd + outside.reduce((sum, field) => sum + even(sizeOf(field)), 0);
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
    buffer.writeUInt16LE(field.type, at + 2);
    putPlace(field.values.length / (field.type === rational ? 2 : 1), at + 4);
    const valueAt = at + 4 + placeBytes;
    const size = sizeOf(field);
    if (size > placeBytes) {
      putPlace(start + outsideAt, valueAt);
      putValues(buffer, field, outsideAt);
      outsideAt += even(size);
    } else {
      putValues(buffer, field, valueAt);
    }
  });
  putPlace(last ? 0 : start + length, countBytes + fields.length * entryBytes);
  return buffer;
}

function putValues(buffer: Buffer, { type, values }: Field, start: number): void {
  values.forEach((value, index) => {
    if (type === short) buffer.writeUInt16LE(value, start + 2 * index);
    else if (type === long8) buffer.writeBigUInt64LE(BigInt(value), start + 8 * index);
    // A place beyond a classic file is written as its end: the file is then laid out again as BigTIFF.
    else buffer.writeUInt32LE(Math.min(value, mostClassic), start + 4 * index);
  });
}
