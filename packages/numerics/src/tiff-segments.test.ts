import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packBytes, unpackBytes, type ByteCodec } from './byte-codec.js';
import { createMovieStack, type PixelKind } from './movie-stack.js';
import { createRandom, type Random } from './random.js';
import * as reference from './reference/index.js';
import {
  kindOfStoredPixel,
  packTiffStrips,
  readTiffSegments,
  type SegmentLayout,
  type StoredPixel,
} from './tiff-segments.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-segments-'));
});
afterAll(() => rm(folder, { recursive: true }));

const samples = Object.keys(kindOfStoredPixel) as StoredPixel[];

/** Segments of random bytes for `frames` pages; without a coding any bytes are pixels. */
function segmentsFor(
  layout: SegmentLayout,
  frames: number,
  height: number,
  width: number,
  random: Random,
): Uint8Array[][] {
  const rowBytes = Math.ceil((layout.columns * reference.bitsOfStoredPixel(layout.sample)) / 8);
  const across = Math.ceil(width / layout.columns);
  const bands = Math.ceil(height / layout.rows);
  return Array.from({ length: frames }, () =>
    Array.from({ length: across * bands }, (_, index) => {
      const left = height - Math.floor(index / across) * layout.rows;
      const rows = layout.tiled ? layout.rows : Math.min(layout.rows, left);
      return Uint8Array.from({ length: rows * rowBytes }, () => random.integer(256));
    }),
  );
}

/** Writes the segments with a gap before each; answers the file and the places. */
async function writeSegments(
  name: string,
  pages: Uint8Array[][],
  codec: ByteCodec,
): Promise<{ path: string; offsets: Float64Array; lengths: Float64Array }> {
  const packed = await Promise.all(pages.flat().map((bytes) => packBytes(codec, bytes, { row: 16 })));
  const offsets = new Float64Array(packed.length);
  let size = 5;
  packed.forEach((bytes, index) => {
    offsets[index] = size;
    size += bytes.length + 3;
  });
  const file = new Uint8Array(size);
  packed.forEach((bytes, index) => {
    file.set(bytes, offsets[index]);
  });
  const path = join(folder, name);
  await writeFile(path, file);
  return { path, offsets, lengths: Float64Array.from(packed, ({ length }) => length) };
}

/** Every pixel rounded to what a float holds; NaN stays NaN. */
const asFloats = (values: Float64Array): Float32Array => Float32Array.from(values);

describe.each(samples)('stored %s', (sample) => {
  const whole = reference.bitsOfStoredPixel(sample) >= 8;
  const predictors = ([1, 2, 3] as const).filter(
    (predictor) => predictor === 1 || (whole && (predictor === 2 || sample.startsWith('f'))),
  );
  it.each(predictors)('agrees with the twin under predictor %i', async (predictor) => {
    const random = createRandom(7);
    for (const bigEndian of [false, true]) {
      for (const [columns, rows, tiled] of [
        [21, 4, false],
        [21, 13, false],
        [8, 16, true],
        [32, 5, true],
      ] as const) {
        const layout: SegmentLayout = { codec: 'lzw', sample, bigEndian, predictor, columns, rows, tiled };
        const [frames, height, width] = [3, 13, 21];
        const pages = segmentsFor(layout, frames, height, width, random);
        const { path, offsets, lengths } = await writeSegments('pages', pages, layout.codec);
        const movie = createMovieStack(kindOfStoredPixel[sample], frames + 1, height, width);
        try {
          const threads = columns === 21 ? 1 : 3;
          await readTiffSegments(movie, path, layout, offsets, lengths, { firstFrame: 1, threads });
          expect(await movie.handle.frame(0)).toEqual(new Float32Array(height * width));
          for (const [index, page] of pages.entries()) {
            const wanted = asFloats(reference.layTiffSegments(page, layout, height, width));
            expect(await movie.handle.frame(index + 1)).toEqual(wanted);
          }
        } finally {
          await movie.release();
        }
      }
    }
  });
});

it('undoes predictors that the twin applied', () => {
  const random = createRandom(8);
  for (const sample of ['u8', 'u16', 'f32', 'f64'] as const) {
    for (const predictor of [1, 2, 3] as const) {
      for (const bigEndian of [false, true]) {
        const layout: SegmentLayout = {
          codec: 'none',
          sample,
          bigEndian,
          predictor,
          columns: 9,
          rows: 1,
          tiled: false,
        };
        const row = Uint8Array.from({ length: 72 }, () => random.integer(256));
        expect(reference.undoPredictor(reference.applyPredictor(row, layout), layout)).toEqual(row);
      }
    }
  }
});

it.each(['u8', 'i8', 'u16', 'i16', 'f32'] satisfies PixelKind[])('packs frames of %s into strips', async (kind) => {
  const random = createRandom(9);
  const [height, width, rows] = [11, 6, 4];
  const values = Float32Array.from({ length: height * width }, () => random.integer(120));
  const movie = createMovieStack(kind, 2, height, width);
  try {
    await movie.handle.setFrame(1, values);
    for (const threads of [1, 3]) {
      const { bytes, lengths } = await packTiffStrips(movie, 1, { rows, codec: 'lzw', threads });
      const size = reference.bitsOfStoredPixel(kind) / 8;
      let at = 0;
      const strips: Uint8Array[] = [];
      for (const [index, length] of lengths.entries()) {
        const left = Math.min(rows, height - index * rows);
        strips.push(await unpackBytes('lzw', bytes.subarray(at, at + length), left * width * size));
        at += length;
      }
      expect(at).toBe(bytes.length);
      const layout: SegmentLayout = {
        codec: 'none',
        sample: kind,
        bigEndian: false,
        predictor: 1,
        columns: width,
        rows,
        tiled: false,
      };
      expect(asFloats(reference.layTiffSegments(strips, layout, height, width))).toEqual(values);
    }
  } finally {
    await movie.release();
  }
});

describe('what cannot be', () => {
  const layout: SegmentLayout = {
    codec: 'lzw',
    sample: 'u8',
    bigEndian: false,
    predictor: 1,
    columns: 4,
    rows: 4,
    tiled: false,
  };
  const read = async (
    changes: Partial<SegmentLayout>,
    kind: PixelKind,
    offsets: number[],
    lengths: number[],
  ): Promise<void> => {
    const path = join(folder, 'short');
    await writeFile(path, await packBytes('lzw', new Uint8Array(12), { row: 4 }));
    const movie = createMovieStack(kind, 1, 4, 4);
    try {
      await readTiffSegments(
        movie,
        path,
        { ...layout, ...changes },
        Float64Array.from(offsets),
        Float64Array.from(lengths),
      );
    } finally {
      await movie.release();
    }
  };

  it('is refused with the place', async () => {
    await expect(read({}, 'u8', [0], [7])).rejects.toThrow(
      'LZW data end after 12 bytes: expected 16 (the 7 bytes at byte 0)',
    );
    await expect(read({}, 'u8', [2], [1000])).rejects.toThrow('it ends before all its data');
    await expect(read({}, 'u8', [0, 0], [1, 1])).rejects.toThrow('do not fill frames');
    await expect(read({ columns: 3 }, 'u8', [0, 0], [1, 1])).rejects.toThrow('no image of 4 columns has this layout');
    await expect(read({ predictor: 3 }, 'u8', [0], [7])).rejects.toThrow('has this layout');
    await expect(read({ sample: 'u16', codec: 'none', rows: 1 }, 'u8', [0, 0, 0, 0], [8, 8, 8, 8])).rejects.toThrow(
      'do not turn into u8',
    );
  });
});
