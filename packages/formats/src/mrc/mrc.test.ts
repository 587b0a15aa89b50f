import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { computeStatistics, createMovieStack, createRandom, encodeRaw } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readMrc,
  readMrcHeader,
  readMrcMovie,
  readMrcVolume,
  writeMrc,
  writeMrcMovie,
  writeMrcStack,
  type MrcWriteMode,
} from './index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mrc-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function counts(length: number, most: number): Float32Array {
  const random = createRandom(length);
  return Float32Array.from({ length }, () => random.integer(most));
}

describe('what is written is read back', () => {
  it.each([0, 1, 2, 6, 12] as const)('as a stack of mode %i', async (mode: MrcWriteMode) => {
    const stack = { count: 3, height: 5, width: 7, data: counts(105, 100) };
    await writeMrc(at('stack.mrcs'), stack, { mode, pixelSizeA: 1.25 });
    expect(await readMrc(at('stack.mrcs'), { threads: 2 })).toEqual(stack);
    const header = await readMrcHeader(at('stack.mrcs'));
    expect(header).toMatchObject({ mode, pixelSizeA: 1.25, content: 'images', spaceGroup: 0, trailingBytes: 0 });
    expect(header.claimed.minimum).toBe(Math.min(...stack.data));
    expect(header.claimed.maximum).toBe(Math.max(...stack.data));
    const mean = stack.data.reduce((sum, value) => sum + value, 0) / 105;
    expect(header.claimed.mean).toBeCloseTo(mean, 4);
    const deviation = Math.sqrt(stack.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 105);
    expect(header.claimed.standardDeviation).toBeCloseTo(deviation, 4);
  });

  it.each([0, 1, 6, 12] as const)('with the statistics of the values as mode %i holds them', async (mode) => {
    const random = createRandom(mode);
    const data = Float32Array.from({ length: 63 }, () => 20 + 5 * random.normal());
    await writeMrc(at('rounded.mrc'), { height: 7, width: 9, data }, { mode });
    const stored = await computeStatistics((await readMrc(at('rounded.mrc'))).data);
    const { claimed } = await readMrcHeader(at('rounded.mrc'));
    expect([claimed.minimum, claimed.maximum]).toEqual([stored.minimum, stored.maximum]);
    // The header has single precision.
    expect(claimed.mean).toBe(Math.fround(stored.mean));
    expect(claimed.standardDeviation).toBe(Math.fround(stored.standardDeviation));
  });

  it('as an image and as a volume', async () => {
    const image = { height: 4, width: 6, data: counts(24, 9) };
    await writeMrc(at('image.mrc'), image);
    expect(await readMrc(at('image.mrc'))).toEqual({ count: 1, ...image });
    expect((await readMrcHeader(at('image.mrc'))).pixelSizeA).toBeNull();
    const volume = { depth: 3, height: 4, width: 5, data: counts(60, 9) };
    await writeMrc(at('volume.mrc'), volume, { pixelSizeA: 2 });
    expect(await readMrcVolume(at('volume.mrc'))).toEqual(volume);
    expect(await readMrcHeader(at('volume.mrc'))).toMatchObject({ spaceGroup: 1, voxelSizeA: [2, 2, 2] });
  });

  it('image by image', async () => {
    const data = counts(60, 50);
    await writeMrcStack(at('grown.mrcs'), { height: 4, width: 5 }, { pixelSizeA: 3 }, async (append) => {
      await append(data.subarray(0, 20));
      await append(data.subarray(20));
    });
    expect(await readMrc(at('grown.mrcs'))).toEqual({ count: 3, height: 4, width: 5, data });
    const some = await readMrc(at('grown.mrcs'), { firstSection: 1, sectionCount: 1 });
    expect(some.data).toEqual(data.subarray(20, 40));
  });

  it.each(['u8', 'i8', 'u16', 'i16', 'f32'] as const)('as a movie of %s', async (kind) => {
    const movie = createMovieStack(kind, 3, 4, 5);
    const frames = [0, 1, 2].map((i) => counts(20, kind === 'u8' ? 256 : 100 + i));
    for (const [i, frame] of frames.entries()) await movie.handle.setFrame(i, frame);
    await writeMrcMovie(at('movie.mrc'), movie, { pixelSizeA: 0.5 });
    await movie.release();
    const back = await readMrcMovie(at('movie.mrc'), { firstFrame: 1, threads: 2 });
    expect(back).toMatchObject({ kind: kind === 'u8' ? 'u16' : kind, frames: 2, height: 4, width: 5 });
    expect(await back.handle.frame(0)).toEqual(frames[1]);
    expect(await back.handle.frame(1)).toEqual(frames[2]);
    await back.release();
  });
});

/** A header of the old or new kind, byte by byte, not through the writer. */
function header(
  values: Readonly<Record<number, number>>,
  options: { floats?: Record<number, number>; big?: boolean } = {},
): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(values)) view.setInt32(Number(offset), value, options.big !== true);
  for (const [offset, value] of Object.entries(options.floats ?? {})) {
    view.setFloat32(Number(offset), value, options.big !== true);
  }
  bytes.set(Buffer.from('MAP '), 208);
  bytes.set(options.big === true ? [0x11, 0x11] : [0x44, 0x44], 212);
  return bytes;
}

const imod = 1146047817;

describe('variants written by others', () => {
  it('big-endian, of each mode', async () => {
    for (const [mode, encoding] of [
      [0, 'i8'],
      [1, 'i16'],
      [2, 'f32'],
      [6, 'u16'],
      [12, 'f16'],
    ] as const) {
      const data = counts(6, 100);
      const little = await encodeRaw(data, encoding);
      const size = little.length / 6;
      const big = little.map((_, i) => little[i - (i % size) + size - 1 - (i % size)] ?? 0);
      const start = header({ 0: 3, 4: 2, 8: 1, 12: mode, 28: 3, 32: 2, 36: 1 }, { big: true, floats: { 40: 6 } });
      await writeFile(at('big.mrc'), Buffer.concat([start, big]));
      expect((await readMrc(at('big.mrc'))).data).toEqual(data);
      expect(await readMrcHeader(at('big.mrc'))).toMatchObject({ bigEndian: true, pixelSizeA: 2, mode });
      // A wrong machine stamp does not matter: sizes tell.
      await writeFile(at('big.mrc'), Buffer.concat([start.fill(0x44, 212, 214), big]));
      expect((await readMrc(at('big.mrc'))).data).toEqual(data);
    }
  });

  it('4-bit pixels, rows of odd width padded', async () => {
    const bytes = Uint8Array.from([0x21, 0x43, 0xf5, 0x76, 0x98, 0x0a]);
    await writeFile(at('four.mrc'), Buffer.concat([header({ 0: 5, 4: 2, 8: 1, 12: 101 }), bytes]));
    expect(Array.from((await readMrc(at('four.mrc'))).data)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const movie = await readMrcMovie(at('four.mrc'));
    expect(movie.kind).toBe('u8');
    await movie.release();
    // The older way: mode 0, IMOD's flag 16, and a header that counts bytes.
    await writeFile(at('four.mrc'), Buffer.concat([header({ 0: 3, 4: 2, 8: 1, 12: 0, 152: imod, 156: 16 }), bytes]));
    const halved = await readMrc(at('four.mrc'));
    expect(halved).toMatchObject({ width: 6, height: 2 });
    expect(Array.from(halved.data)).toEqual([1, 2, 3, 4, 5, 15, 6, 7, 8, 9, 10, 0]);
  });

  it.each([
    ['by the standard', {}, {}, -56],
    ["by IMOD's flag", { 152: imod, 156: 1 }, { 80: 200 }, -56],
    ['without it', { 152: imod, 156: 0 }, {}, 200],
    ['by a claimed range beyond 127', {}, { 76: 0, 80: 200 }, 200],
    ['by a claimed range below 0', {}, { 76: -56, 80: 200 }, -56],
  ])('bytes signed or unsigned %s', async (_, values, floats, wanted) => {
    const start = header({ 0: 1, 4: 1, 8: 1, 12: 0, ...values }, { floats });
    await writeFile(at('byte.mrc'), Buffer.concat([start, Uint8Array.from([200])]));
    expect((await readMrc(at('byte.mrc'))).data[0]).toBe(wanted);
  });

  it.each(['SERI', 'AGAR', 'CCP4', 'MRCO', 'HDF5', ''])('an extended header of type "%s" is skipped', async (type) => {
    const start = header({ 0: 2, 4: 1, 8: 1, 12: 0, 92: 100 });
    start.set(Buffer.from(type), 104);
    await writeFile(at('extended.mrc'), Buffer.concat([start, new Uint8Array(100).fill(9), Uint8Array.from([3, 4])]));
    expect(Array.from((await readMrc(at('extended.mrc'))).data)).toEqual([3, 4]);
    expect((await readMrcHeader(at('extended.mrc'))).extended).toEqual({ type, bytes: 100, fei: null });
  });

  it('packed whole by gzip, also as a movie', async () => {
    const stack = { count: 2, height: 3, width: 4, data: counts(24, 99) };
    await writeMrc(at('plain.mrc'), stack, { mode: 1 });
    await writeFile(at('packed.mrc.gz'), gzipSync(await readFile(at('plain.mrc'))));
    expect(await readMrc(at('packed.mrc.gz'))).toEqual(stack);
    const movie = await readMrcMovie(at('packed.mrc.gz'), { firstFrame: 1 });
    expect(await movie.handle.frame(0)).toEqual(stack.data.subarray(12));
    await movie.release();
  });

  it('packed whole by bzip2', async () => {
    const bytes =
      '425a6839314159265359e7000a9b0000125608fa004020240240000000801da00031434d3000326a34034690986555dc102cc5' +
      '550c349e2e67710e4f667e2ee48a70a121ce001536';
    await writeFile(at('packed.mrc.bz2'), Buffer.from(bytes, 'hex'));
    expect(await readMrcHeader(at('packed.mrc.bz2'))).toMatchObject({ packing: 'bzip2', mode: 1 });
    expect(Array.from((await readMrc(at('packed.mrc.bz2'))).data)).toEqual([1, -2, 3, -4, 5, -6]);
  });

  it('a volume whose columns run along another axis is turned', async () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i);
    const start = header({ 0: 4, 4: 3, 8: 2, 12: 2, 64: 3, 68: 1, 72: 2, 88: 1 });
    await writeFile(at('turned.mrc'), Buffer.concat([start, new Uint8Array(data.buffer)]));
    const volume = await readMrcVolume(at('turned.mrc'));
    // Columns are Z (4), rows X (3), sections Y (2).
    expect(volume).toMatchObject({ depth: 4, height: 2, width: 3 });
    const [z, y, x] = [3, 1, 2];
    expect(volume.data[(z * 2 + y) * 3 + x]).toBe((y * 3 + x) * 4 + z);
  });
});
