import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMovieStack,
  createRandom,
  encodeRaw,
  encodeRawFrames,
  kindOfEncoding,
  readRawFloats,
  readRawMovie,
  readRawStart,
  reference,
  type PixelEncoding,
  type RawLayout,
} from './index.js';

const encodings: PixelEncoding[] = ['u4', 'u8', 'i8', 'u16', 'i16', 'f16', 'f32'];
const bytesOf: Record<PixelEncoding, (width: number) => number> = {
  u4: (width) => Math.ceil(width / 2),
  u8: (width) => width,
  i8: (width) => width,
  u16: (width) => 2 * width,
  i16: (width) => 2 * width,
  f16: (width) => 2 * width,
  f32: (width) => 4 * width,
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raw-pixels-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of random bytes, after 7 that do not count. */
async function writeRandom(encoding: PixelEncoding, rows: number, width: number, packed: boolean): Promise<Uint8Array> {
  const random = createRandom(rows * width);
  const bytes = Uint8Array.from({ length: 7 + rows * bytesOf[encoding](width) }, () => random.integer(256));
  await writeFile(join(folder, 'file'), packed ? gzipSync(bytes) : bytes);
  return bytes.subarray(7);
}

function layoutOf(encoding: PixelEncoding, bigEndian: boolean, packed: boolean): RawLayout {
  return { path: join(folder, 'file'), packing: packed ? 'gzip' : 'none', offset: 7, encoding, bigEndian };
}

/** Equal bit by bit, but for NaN: the payload of one that is not quiet may change on its way. */
function expectSameNumbers(got: Float32Array, wanted: Float32Array): void {
  expect(got.length).toBe(wanted.length);
  expect(got.findIndex((value, i) => !Object.is(value, wanted[i]))).toBe(-1);
}

describe.each(encodings)('%s pixels', (encoding) => {
  const cases = [
    { frames: 1, height: 1, width: 1, bigEndian: false, packed: false },
    { frames: 2, height: 5, width: 7, bigEndian: true, packed: false },
    { frames: 3, height: 6, width: 8, bigEndian: true, packed: true },
    // Several pieces of 4 MiB, since a row is more than one.
    { frames: 1, height: 3, width: 300_001, bigEndian: false, packed: false },
  ];
  it.each(cases)('agree with the twin: %j', async ({ frames, height, width, bigEndian, packed }) => {
    const bytes = await writeRandom(encoding, frames * height, width, packed);
    const layout = layoutOf(encoding, bigEndian, packed);
    const wanted = reference.decodeRawPixels(bytes, frames * height, width, encoding, bigEndian);
    expectSameNumbers(await readRawFloats(frames * height, width, layout, { threads: 3 }), wanted);
    expectSameNumbers(await readRawFloats(frames * height, width, layout), wanted);

    const movie = createMovieStack(kindOfEncoding(encoding), frames, height, width);
    await readRawMovie(movie, layout, { threads: 2 });
    const area = height * width;
    for (let index = 0; index < frames; index++) {
      expectSameNumbers(await movie.handle.frame(index), wanted.subarray(index * area, (index + 1) * area));
    }
    if (encoding === movie.kind) {
      const last = await encodeRawFrames(movie, frames - 1, 1);
      const decoded = reference.decodeRawPixels(last, height, width, encoding, false);
      expectSameNumbers(decoded, wanted.subarray((frames - 1) * area));
    }
    await movie.release();
  });
});

it.each(['u8', 'i8', 'u16', 'i16', 'f16', 'f32'] as const)('encodes %s so that it reads back', async (encoding) => {
  const random = createRandom(2);
  const counts = Float32Array.from({ length: 70_001 }, () => random.integer(128));
  const bytes = await encodeRaw(counts, encoding, { threads: 2 });
  expectSameNumbers(reference.decodeRawPixels(bytes, 1, counts.length, encoding, false), counts);
  expect(Buffer.compare(await encodeRaw(counts, encoding), bytes)).toBe(0);
});

it('rounds and clamps to integers', async () => {
  const values = Float32Array.from([-1e9, -0.6, 0.4, 2.6, NaN, 300, 1e9]);
  expect(Array.from(await encodeRaw(values, 'u8'))).toEqual([0, 0, 0, 3, 0, 255, 255]);
  const signed = new Int16Array((await encodeRaw(values, 'i16')).slice().buffer);
  expect(Array.from(signed)).toEqual([-32768, -1, 0, 3, 0, 300, 32767]);
});

it('says what is wrong with a file that ends early or is not packed', async () => {
  await writeRandom('u8', 2, 3, false);
  await expect(readRawFloats(2, 4, layoutOf('u8', false, false))).rejects.toThrow('it ends before all its data');
  await expect(readRawFloats(2, 3, layoutOf('u8', false, true))).rejects.toThrow('invalid gzip header');
  await writeRandom('u8', 2, 3, true);
  await expect(readRawFloats(2, 4, layoutOf('u8', false, true))).rejects.toThrow('it ends before all its data');
  expect((await readRawStart(join(folder, 'file'), 'gzip', 1000)).length).toBe(13);
  await expect(readRawStart(join(folder, 'none'), 'none', 10)).rejects.toThrow('No such file');
});
