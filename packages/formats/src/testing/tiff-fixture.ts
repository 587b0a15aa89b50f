/** TIFFs of any form for tests, put together tag by tag, so that readers are judged by another writer than ours. */

export interface FixtureForm {
  readonly bigEndian?: boolean;
  readonly big?: boolean;
}

/** A tag: its field type (3 SHORT, 4 LONG, 5 RATIONAL as pairs, 7 UNDEFINED, 16 LONG8) and values. */
export type FixtureTag = readonly [tag: number, type: number, values: readonly number[]];

export interface FixturePage {
  readonly tags: readonly FixtureTag[];
  /** Strips or tiles, already packed. */
  readonly segments: readonly Uint8Array[];
  /** Tiles have other tags for their places. */
  readonly tiled?: boolean;
}

const bytesOf: Readonly<Record<number, number>> = { 3: 2, 4: 4, 5: 4, 7: 1, 16: 8 };

export function buildTiff(pages: readonly FixturePage[], { bigEndian = false, big = false }: FixtureForm = {}): Buffer {
  const number = (value: number, bytes: number): Buffer => {
    const buffer = Buffer.alloc(bytes);
    for (let i = 0, rest = value; i < bytes; i++, rest = Math.floor(rest / 256)) buffer[i] = rest % 256;
    return bigEndian ? buffer.reverse() : buffer;
  };
  const placeBytes = big ? 8 : 4;
  const pieces: Buffer[] = [Buffer.from(bigEndian ? 'MM' : 'II'), number(big ? 43 : 42, 2)];
  if (big) pieces.push(number(8, 2), number(0, 2));
  let size = big ? 16 : 8;
  const header = pieces.length;
  const append = (bytes: Uint8Array): number => {
    const at = size;
    pieces.push(Buffer.from(bytes));
    size += bytes.length;
    return at;
  };
  pieces.push(number(0, placeBytes));
  let linkAt = header;
  for (const { tags, segments, tiled = false } of pages) {
    const offsets = segments.map(append);
    const lengths = segments.map(({ length }) => length);
    const all: FixtureTag[] = [...tags, [tiled ? 324 : 273, big ? 16 : 4, offsets], [tiled ? 325 : 279, 4, lengths]];
    const entries = all
      .sort(([one], [other]) => one - other)
      .map(([tag, type, values]) => {
        const bytes = Buffer.concat(values.map((value) => number(value, bytesOf[type] ?? 1)));
        const value = Buffer.alloc(placeBytes);
        (bytes.length <= placeBytes ? bytes : number(append(bytes), placeBytes)).copy(value);
        const count = type === 5 ? values.length / 2 : values.length;
        return Buffer.concat([number(tag, 2), number(type, 2), number(count, placeBytes), value]);
      });
    const at = append(Buffer.concat([number(entries.length, big ? 8 : 2), ...entries]));
    pieces[linkAt] = number(at, placeBytes);
    linkAt = pieces.length;
    append(Buffer.alloc(placeBytes));
  }
  return Buffer.concat(pieces);
}

/** The tags of a greyscale page of `height` x `width` pixels; `sampleFormat` 1 unsigned, 2 signed, 3 float. */
export function greyTags(
  height: number,
  width: number,
  { bits = 8, sampleFormat = 1, compression = 1, predictor = 1 } = {},
): FixtureTag[] {
  return [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, [bits]],
    [259, 3, [compression]],
    [262, 3, [1]],
    [277, 3, [1]],
    [317, 3, [predictor]],
    [339, 3, [sampleFormat]],
  ];
}
