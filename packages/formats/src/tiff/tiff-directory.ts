import type { TiffSource } from './tiff-source.js';
import { nameOfTag } from './tiff-tag.js';

/** Bytes of each field type, and how its numbers are read (rationals as their quotient). */
const fieldTypes: Readonly<
  Record<number, { bytes: number; read: (view: DataView, at: number, little: boolean) => number }>
> = {
  1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  5: { bytes: 8, read: (view, at, little) => view.getUint32(at, little) / view.getUint32(at + 4, little) },
  6: { bytes: 1, read: (view, at) => view.getInt8(at) },
  7: { bytes: 1, read: (view, at) => view.getUint8(at) },
  8: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  9: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  10: { bytes: 8, read: (view, at, little) => view.getInt32(at, little) / view.getInt32(at + 4, little) },
  11: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  12: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  13: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  16: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  17: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  18: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
};

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Place of the first value in the file. */
  readonly at: number;
}

/** One image file directory: the tags of one page. */
export class TiffDirectory {
  constructor(
    private readonly source: TiffSource,
    /** Place in the file, for messages. */
    readonly offset: number,
    private readonly entries: ReadonlyMap<number, Entry>,
  ) {}

  has(tag: number): boolean {
    return this.entries.has(tag);
  }

  /** All values of a numeric tag; empty when it is absent or of a type that is no number. */
  async numbers(tag: number): Promise<Float64Array> {
    const entry = this.entries.get(tag);
    const type = entry === undefined ? undefined : fieldTypes[entry.type];
    if (entry === undefined || type === undefined) return new Float64Array(0);
    const view = await this.source.read(entry.at, entry.count * type.bytes, nameOfTag(tag));
    return Float64Array.from({ length: entry.count }, (_, i) =>
      type.read(view, i * type.bytes, this.source.littleEndian),
    );
  }

  /** The first value of a numeric tag. */
  async number<Otherwise>(tag: number, otherwise: Otherwise): Promise<number | Otherwise> {
    return (await this.numbers(tag))[0] ?? otherwise;
  }

  /** The bytes of a tag as text, without the zeros that end it; null when it is absent. */
  async text(tag: number): Promise<string | null> {
    if (!this.has(tag)) return null;
    return Buffer.from(await this.numbers(tag))
      .toString('utf8')
      .replace(/\0+$/, '');
  }

  /** The error that says why this page is not read. */
  refuse(why: string): Error {
    return this.source.refuse(`${why} (the page whose directory is at byte ${this.offset})`);
  }
}

/** The directories of a file in the order of its pages. @throws DataError at a loop, or a place outside the file. */
export async function* readTiffDirectories(source: TiffSource): AsyncGenerator<TiffDirectory> {
  const seen = new Set<number>();
  let total = 0;
  let offset = await readFirstPlace(source);
  if (offset === 0) {
    throw source.refuse('the header names no directory, so the file holds no image or is still being written');
  }
  while (offset !== 0) {
    if (seen.has(offset)) {
      throw source.refuse(`the chain of directories runs in a loop: it comes back to byte ${offset}`);
    }
    seen.add(offset);
    const { directory, next, length } = await readDirectory(source, offset);
    total += length;
    // Directories that share bytes could be as many as the file has bytes.
    if (total > source.size) throw source.refuse(`the directory at byte ${offset} overlaps others`);
    yield directory;
    offset = next;
  }
}

async function readFirstPlace(source: TiffSource): Promise<number> {
  if (!source.big) {
    return (await source.read(4, 4, 'the place of the first directory')).getUint32(0, source.littleEndian);
  }
  const view = await source.read(4, 12, 'the BigTIFF header');
  const [bytes, zero] = [view.getUint16(0, source.littleEndian), view.getUint16(2, source.littleEndian)];
  if (bytes !== 8 || zero !== 0) {
    throw source.refuse(`a BigTIFF header has the numbers 8 and 0 at byte 4, but found ${bytes} and ${zero}`);
  }
  return source.place(view, 4);
}

async function readDirectory(
  source: TiffSource,
  offset: number,
): Promise<{ directory: TiffDirectory; next: number; length: number }> {
  const little = source.littleEndian;
  const [countBytes, entryBytes, placeBytes] = source.big ? [8, 20, 8] : [2, 12, 4];
  const countView = await source.read(offset, countBytes, 'a directory');
  const count = source.big ? source.place(countView, 0) : countView.getUint16(0, little);
  const length = count * entryBytes + placeBytes;
  const view = await source.read(offset + countBytes, length, `a directory of ${count} tags`);
  const entries = new Map<number, Entry>();
  for (let i = 0; i < count; i++) {
    const at = i * entryBytes;
    const type = view.getUint16(at + 2, little);
    const values = source.big ? source.place(view, at + 4) : view.getUint32(at + 4, little);
    const valuesAt = at + (source.big ? 12 : 8);
    // Values that fit stand in the entry itself; longer ones elsewhere.
    const inside = values * (fieldTypes[type]?.bytes ?? 1) <= placeBytes;
    const elsewhere = source.big ? source.place(view, valuesAt) : view.getUint32(valuesAt, little);
    const place = inside ? offset + countBytes + valuesAt : elsewhere;
    entries.set(view.getUint16(at, little), { type, count: values, at: place });
  }
  const nextAt = count * entryBytes;
  const next = source.big ? source.place(view, nextAt) : view.getUint32(nextAt, little);
  return { directory: new TiffDirectory(source, offset, entries), next, length };
}
