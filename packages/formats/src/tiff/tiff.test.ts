import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import {
  createMovieStack,
  createRandom,
  packBytes,
  reference,
  type ByteCodec,
  type MovieStack,
  type PixelKind,
  type SegmentLayout,
  type StoredPixel,
} from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { buildTiff, greyTags } from '../testing/tiff-fixture.js';
import { readTiffInfo, readTiffMovie } from './read-tiff.js';
import { compressionOfCodec } from './tiff-coding.js';
import { layOutTiff } from './tiff-layout.js';
import { writeTiff } from './write-tiff.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-tiff-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** All frames as floats; the movie is released. */
async function framesOf(movie: MovieStack): Promise<Float32Array[]> {
  try {
    return await Promise.all(Array.from({ length: movie.frames }, (_, index) => movie.handle.frame(index)));
  } finally {
    await movie.release();
  }
}

const readFrames = async (path: string, options = {}): Promise<Float32Array[]> =>
  framesOf(await readTiffMovie(path, options));

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Pixels that reach both ends of a kind. */
function pixelsFor(kind: PixelKind, length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const of: Record<PixelKind, () => number> = {
    u8: () => random.integer(256),
    i8: () => random.integer(256) - 128,
    u16: () => random.integer(65_536),
    i16: () => random.integer(65_536) - 32_768,
    f32: () => random.normal(),
  };
  return Float32Array.from({ length }, of[kind]);
}

const codecs: readonly ByteCodec[] = ['none', 'lzw', 'deflate', 'zstd', 'packbits'];
const kinds: readonly PixelKind[] = ['u8', 'i8', 'u16', 'i16', 'f32'];

describe.each(codecs)('a movie written with %s', (compression) => {
  it.each(kinds)('comes back as it was, of kind %s', async (kind) => {
    // A width that makes strips of several rows with a rest, and frames of several strips.
    const [count, height, width] = [3, 97, 1021];
    const movie = createMovieStack(kind, count, height, width);
    const path = join(folder, `${compression}-${kind}.tif`);
    const frames = Array.from({ length: count }, (_, index) => pixelsFor(kind, height * width, index));
    try {
      for (const [index, frame] of frames.entries()) await movie.handle.setFrame(index, frame);
      for (const bigTiff of [false, true]) {
        await writeTiff(path, movie, { compression, bigTiff, pixelSizeA: 0.8249, threads: 2 });
        const info = await readTiffInfo(path);
        expect(info).toMatchObject({ format: 'tiff', frames: count, height, width, kind, compression, bigTiff });
        expect(info.pixelSizeA).toBeCloseTo(0.8249, 8);
        for (const threads of [1, 3]) expect(same(await readFrames(path, { threads }), frames)).toBe(true);
        expect(same(await readFrames(path, { firstFrame: 1, endFrame: 2 }), frames.slice(1, 2))).toBe(true);
      }
    } finally {
      await movie.release();
    }
  });
});

/** Bit for bit; far quicker than a deep comparison. */
const same = (found: Float32Array[], wanted: Float32Array[]): boolean =>
  found.length === wanted.length &&
  found.every((frame, index) => Buffer.compare(bytesOf(frame), bytesOf(wanted[index])) === 0);

const bytesOf = (values: Float32Array | undefined): Uint8Array =>
  values === undefined ? new Uint8Array(0) : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

it('stores the last row of a frame as the top row of a page', async () => {
  const path = join(folder, 'rows.tif');
  await writeTiff(
    path,
    { height: 2, width: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { compression: 'none', kind: 'u8' },
  );
  expect([...(await readFile(path)).subarray(16, 22)]).toEqual([4, 5, 6, 1, 2, 3]);
  expect(await readFrames(path)).toEqual([Float32Array.of(1, 2, 3, 4, 5, 6)]);
});

it('rounds floats to the kind asked for, and refuses what does not fit, leaving no file', async () => {
  const path = join(folder, 'range.tif');
  await writeTiff(
    path,
    { count: 2, height: 1, width: 2, data: Float32Array.of(0.6, 255.4, 1, 2) },
    { compression: 'lzw', kind: 'u8' },
  );
  expect(await readFrames(path)).toEqual([Float32Array.of(1, 255), Float32Array.of(1, 2)]);
  const bad = join(folder, 'bad.tif');
  for (const value of [256, -1, NaN, Infinity]) {
    const image = { height: 1, width: 1, data: Float32Array.of(value) };
    await expect(writeTiff(bad, image, { compression: 'none', kind: 'u8' })).rejects.toThrow('but u8 holds 0 to 255');
  }
  await expect(
    writeTiff(bad, { height: 1, width: 1, data: new Float32Array(1) }, { compression: 'none', pixelSizeA: 0 }),
  ).rejects.toThrow(UserError);
  expect((await readdir(folder)).filter((name) => name.includes('bad.tif'))).toEqual([]);
});

it('becomes a BigTIFF where places no longer fit 32 bits', () => {
  const classic = layOutTiff([{ fields: [], offsets: [16], lengths: [1] }], 17);
  expect(classic.header.readUInt16LE(2)).toBe(42);
  const end = 2 ** 32 - 24;
  const large = layOutTiff([{ fields: [], offsets: [end - 1], lengths: [1] }], end);
  expect([large.header.readUInt16LE(2), Number(large.header.readBigUInt64LE(8))]).toEqual([43, large.directoriesAt]);
  expect(large.directoriesAt).toBeGreaterThanOrEqual(end);
});

const wholeSamples: readonly StoredPixel[] = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'f16',
  'f32',
  'f64',
];

/** Files of another writer, in every form a page may take, against the slow twin. */
describe.each(['u1', 'u2', 'u4', ...wholeSamples] satisfies StoredPixel[])('stored pixels of type %s', (sample) => {
  const bits = reference.bitsOfStoredPixel(sample);
  const sampleFormat = sample.startsWith('u') ? 1 : sample.startsWith('i') ? 2 : 3;
  const [height, width] = [19, 23];
  const forms = [false, true].flatMap((bigEndian) => [false, true].map((big) => ({ bigEndian, big })));

  it.each(forms)(
    'are read from strips and tiles, big-endian: $bigEndian, BigTIFF: $big',
    async ({ bigEndian, big }) => {
      const random = createRandom(bits);
      for (const codec of codecs) {
        for (const tiled of [false, true]) {
          const predictors = ([1, 2, 3] as const).filter(
            (predictor) =>
              predictor === 1 ||
              (bits >= 8 && !['none', 'packbits'].includes(codec) && (predictor === 2 || sampleFormat === 3)),
          );
          for (const predictor of predictors) {
            const [rows, columns] = tiled ? [16, 16] : [5, width];
            const layout: SegmentLayout = { codec, sample, bigEndian, predictor, columns, rows, tiled };
            const pages = [0, 1].map(() => randomSegments(layout, height, width, () => random.integer(256)));
            const tags = [
              ...greyTags(height, width, { bits, sampleFormat, predictor, compression: compressionOfCodec[codec] }),
              ...(tiled
                ? ([
                    [322, 3, [columns]],
                    [323, 3, [rows]],
                  ] as const)
                : ([[278, 3, [rows]]] as const)),
            ];
            const packed = await Promise.all(
              pages.map(async (segments) => ({
                tags,
                tiled,
                segments: await Promise.all(segments.map((bytes) => packBytes(codec, bytes, { row: 23 }))),
              })),
            );
            const path = await saved('form.tif', buildTiff(packed, { bigEndian, big }));
            const wanted = pages.map((segments) =>
              Float32Array.from(reference.layTiffSegments(segments, layout, height, width)),
            );
            expect(alike(await readFrames(path), wanted)).toBe(true);
          }
        }
      }
    },
  );
});

/** Value for value, NaN like NaN. */
const alike = (found: Float32Array[], wanted: Float32Array[]): boolean =>
  found.length === wanted.length &&
  found.every((frame, index) => frame.every((value, place) => Object.is(value, wanted[index]?.[place])));

function randomSegments(layout: SegmentLayout, height: number, width: number, byte: () => number): Uint8Array[] {
  const rowBytes = Math.ceil((layout.columns * reference.bitsOfStoredPixel(layout.sample)) / 8);
  const across = Math.ceil(width / layout.columns);
  const bands = Math.ceil(height / layout.rows);
  return Array.from({ length: across * bands }, (_, index) => {
    const left = height - Math.floor(index / across) * layout.rows;
    return Uint8Array.from({ length: rowBytes * (layout.tiled ? layout.rows : Math.min(layout.rows, left)) }, byte);
  });
}

it('reads pages of different codings in one movie, and LZW of the first writers', async () => {
  const frames = [0, 1, 2].map((seed) => pixelsFor('u8', 12, seed));
  const strips = frames.map((frame) => Uint8Array.from(frame));
  const page = (
    compression: number,
    bytes: Uint8Array,
  ): { tags: ReturnType<typeof greyTags>; segments: Uint8Array[] } => ({
    tags: greyTags(1, 12, { compression }),
    segments: [bytes],
  });
  const [one = new Uint8Array(), two = new Uint8Array(), three = new Uint8Array()] = strips;
  const path = await saved(
    'mixed.tif',
    buildTiff([page(1, one), page(5, reference.lzwEncode(two, { old: true })), page(5, reference.lzwEncode(three))]),
  );
  expect(await readFrames(path)).toEqual(frames);
});

it('passes over thumbnails and masks, and reads plain strips whose lengths are not given', async () => {
  const frame = Uint8Array.of(7, 8, 9, 10);
  const thumbnail = { tags: [...greyTags(1, 1), [254, 4, [1]]] as const, segments: [Uint8Array.of(3)] };
  const mask = { tags: [...greyTags(1, 1), [254, 4, [4]]] as const, segments: [Uint8Array.of(3)] };
  const file = buildTiff([thumbnail, { tags: greyTags(2, 2), segments: [frame] }, mask]);
  // The byte counts of the frame (tag 279) become a tag that nobody knows.
  const at = file.indexOf(Buffer.from([279 % 256, 1, 4, 0, 1, 0, 0, 0, 4, 0, 0, 0]));
  file.writeUInt16LE(280, at);
  expect(await readFrames(await saved('secondary.tif', file))).toEqual([Float32Array.of(9, 10, 7, 8)]);
  await expect(readTiffInfo(await saved('mask.tif', buildTiff([mask])))).rejects.toThrow('thumbnails and masks only');
});

describe('files of other writers', () => {
  it('are read pixel for pixel as tifffile reads them', async () => {
    if (sharedData('tiff_imagecodecs') === null) return;
    const truth = JSON.parse(await readFile(join(import.meta.dirname, 'tiff-truth.json'), 'utf8')) as Record<
      string,
      { shape: [number, number, number]; sum: number; min: number; max: number; weighted: number }
    >;
    expect(Object.keys(truth).length).toBeGreaterThan(40);
    for (const [name, wanted] of Object.entries(truth)) {
      const [frames, height, width] = wanted.shape;
      const path = sharedData(name) ?? '';
      expect(await readTiffInfo(path), name).toMatchObject({ frames, height, width });
      const found = measure(await readFrames(path), width);
      // Floats of 64 bits are rounded to 32.
      for (const key of ['sum', 'min', 'max', 'weighted'] as const) {
        const error = Math.abs(found[key] - wanted[key]) / Math.max(1, Math.abs(wanted[key]));
        expect(error, `${name} ${key}: ${found[key]} for ${wanted[key]}`).toBeLessThan(1e-7);
      }
    }
  });

  it('are refused with one sentence when they are not read', async () => {
    if (sharedData('tiff_imagecodecs') === null) return;
    const truth = await readFile(join(import.meta.dirname, 'tiff-truth.json'), 'utf8');
    let refused = 0;
    for (const part of ['tiff_imagecodecs', 'tiff_libtiff_tests']) {
      for (const name of await readdir(sharedData(part) ?? '')) {
        // Its last strip holds more than the page shows: libtiff reads it, tifffile does not.
        if (truth.includes(name) || name === 'deflate-last-strip-extra-data.tiff') continue;
        const error = await readTiffMovie(sharedData(`${part}/${name}`) ?? '').catch((thrown: unknown) => thrown);
        expect(error, name).toBeInstanceOf(DataError);
        expect(String(error)).toMatch(new RegExp(`${name}: .*(expected|loop).*byte \\d+`));
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(40);
  });

  it('may hold more in a strip than the page shows', async () => {
    const path = sharedData('tiff_libtiff_tests/deflate-last-strip-extra-data.tiff');
    if (path === null) return;
    // As libtiff reads it.
    expect(measure(await readFrames(path), 500)).toMatchObject({ sum: 39228784, weighted: 4963360583 });
  });
});

function measure(frames: Float32Array[], width: number): { sum: number; min: number; max: number; weighted: number } {
  let [sum, min, max, weighted, index] = [0, Infinity, -Infinity, 0, 0];
  for (const frame of frames) {
    for (let row = frame.length / width - 1; row >= 0; row--) {
      for (const value of frame.subarray(row * width, (row + 1) * width)) {
        sum += value;
        weighted += value * ((index++ % 251) + 1);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  return { sum, min, max, weighted };
}
