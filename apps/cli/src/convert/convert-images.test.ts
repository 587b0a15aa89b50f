import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMovie, readMrc, readMrcHeader, readTiffInfo, writeEer, writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../command.js';
import { inspectImage } from '../inspect/inspect-image.js';
import { convertImages } from './convert-images.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const run: Run = {
  threads: 2,
  signal: new AbortController().signal,
  progress: { show: () => undefined, clear: () => undefined },
  makeFolder: (dir) => Promise.resolve(dir),
  print: () => undefined,
};
const stack = { count: 3, height: 5, width: 7, data: Float32Array.from({ length: 105 }, (_, i) => i * 7) };

it('keeps counts as integers from MRC to TIFF and back', async () => {
  await writeMrc(at('in.mrc'), stack, { mode: 6, pixelSizeA: 1.25 });
  await convertImages(at('in.mrc'), at('out.tiff'), { compression: 'lzw' }, run);
  expect(await readTiffInfo(at('out.tiff'))).toMatchObject({ kind: 'u16', frames: 3, compression: 'lzw' });
  const written = await convertImages(at('out.tiff'), at('back.mrc'), { compression: 'lzw' }, run);
  expect(written).toMatchObject({ format: 'mrc', frames: 3, height: 5, width: 7 });
  expect(written.psize_A).toBeCloseTo(1.25, 5);
  expect(await readMrc(at('back.mrc'))).toEqual(stack);
  expect((await readMrcHeader(at('back.mrc'))).mode).toBe(6);
});

it('writes some frames, in another mode, with another pixel size', async () => {
  const options = { mode: 12 as const, compression: 'lzw' as const, psize: 3, firstFrame: 1, endFrame: 3 };
  await convertImages(at('in.mrc'), at('some.mrc'), options, run);
  const back = await readMrc(at('some.mrc'));
  expect(back.data).toEqual(stack.data.subarray(35));
  expect(await readMrcHeader(at('some.mrc'))).toMatchObject({ mode: 12, pixelSizeA: 3 });
});

it('renders EER, with the pixel size of the pixels it writes', async () => {
  const exposure = { height: 16, width: 16, frames: 6, placesOf: () => Uint32Array.of(6 * 64 + 10) };
  await writeEer(at('movie.eer'), exposure, { pixelSizeA: 0.9 });
  const options = { compression: 'lzw' as const, eerUpsampling: 2 as const, eerFractions: 3 };
  const written = await convertImages(at('movie.eer'), at('movie.mrc'), options, run);
  expect(written).toMatchObject({ frames: 3, height: 32, width: 32 });
  expect(written.psize_A).toBeCloseTo(0.45, 6);
  const { statistics, info } = await inspectImage(at('movie.eer'), at('eer.png'), run);
  expect(info.frames).toBe(6);
  expect([statistics.maximum, statistics.mean * 16 * 16]).toEqual([1, 1]);
});

it('keeps a map a map', async () => {
  await writeMrc(at('map.mrc'), { depth: 3, height: 5, width: 7, data: stack.data }, { pixelSizeA: 2 });
  await convertImages(at('map.mrc'), at('half.map'), { mode: 12, compression: 'lzw' }, run);
  expect(await readMrcHeader(at('half.map'))).toMatchObject({ content: 'volume', mode: 12, sections: 3 });
});

it('refuses a format that it does not write, and values that do not fit, leaving nothing', async () => {
  const before = await readdir(folder);
  const convert = (to: string, mode: 0 | 2): Promise<unknown> =>
    convertImages(at('in.mrc'), at(to), { mode, compression: 'lzw' }, run);
  await expect(convert('out.png', 2)).rejects.toThrow(/images are written as .mrc/);
  await expect(convert('out.mrc', 0)).rejects.toThrow(/mode 0 holds -128 to 127/);
  expect(await readdir(folder)).toEqual(before);
});

it('inspects: statistics of all frames, and a thumbnail', async () => {
  const { statistics, info } = await inspectImage(at('in.mrc'), at('in.png'), run);
  expect(statistics).toMatchObject({ minimum: 0, maximum: 728, finiteCount: 105 });
  expect(statistics.mean).toBeCloseTo(364, 9);
  expect(info).toMatchObject({ format: 'mrc', frames: 3, kind: 'u16', pixelSizeA: 1.25 });
  expect(await readdir(folder)).toContain('in.png');
  const movie = await readMovie(at('in.mrc'));
  await movie.release();
});
