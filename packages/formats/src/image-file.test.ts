import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMovieStack } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEer } from './eer/write-eer.js';
import { detectImageFormat, readImage, readImageInfo, readMovie } from './image-file.js';
import { writeMrc } from './mrc/index.js';
import { writeTiff } from './tiff/write-tiff.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-file-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const values = Float32Array.from([1, 2, 3, 4, 5, 6]);

it('reads what a file holds, not what its name says', async () => {
  const movie = createMovieStack('u8', 2, 2, 3);
  await movie.handle.setFrame(0, values);
  await movie.handle.setFrame(1, values);
  await writeTiff(at('movie.tiff'), movie, { compression: 'lzw', kind: 'u8' });
  await movie.release();
  await rename(at('movie.tiff'), at('movie.mrc'));
  await writeMrc(at('image.tiff'), { height: 2, width: 3, data: values }, { pixelSizeA: 1.5 });
  expect(await detectImageFormat(at('movie.mrc'))).toBe('tiff');
  expect(await readImageInfo(at('image.tiff'))).toEqual({
    format: 'mrc',
    frames: 1,
    height: 2,
    width: 3,
    kind: 'f32',
    pixelSizeA: 1.5,
  });
  expect((await readImage(at('image.tiff'))).data).toEqual(values);
  expect((await readImage(at('movie.mrc'), { index: 1 })).data).toEqual(values);
  const back = await readMovie(at('movie.mrc'), { firstFrame: 1 });
  expect(back).toMatchObject({ kind: 'u8', frames: 1, height: 2, width: 3 });
  await back.release();
  await expect(readImage(at('movie.mrc'))).rejects.toThrow(/holds 2 images: one was expected/);
});

it('tells EER from TIFF, and renders it as asked', async () => {
  // One electron a raw frame, at the middle of sensor pixel (1, 2): place 4 * 1 + 2, 4 * 2 + 2 of the fine grid.
  const place = Uint32Array.of(6 * 4 * 16 + 10);
  const exposure = { height: 16, width: 16, frames: 6, placesOf: () => place };
  await writeEer(at('movie.tiff'), exposure, { pixelSizeA: 0.9 });
  const info = await readImageInfo(at('movie.tiff'));
  expect(info).toMatchObject({ format: 'eer', frames: 6, height: 16, width: 16 });
  expect(info.pixelSizeA).toBeCloseTo(0.9, 6);
  const coarse = await readMovie(at('movie.tiff'), { eerUpsampling: 1, eerFractions: 2 });
  expect(coarse).toMatchObject({ frames: 2, height: 16, width: 16 });
  expect((await coarse.handle.frame(1))[1 * 16 + 2]).toBe(3);
  await coarse.release();
  // As the client's defaults have it: twice as fine, 40 fractions or as many as there are raw frames.
  const usual = await readMovie(at('movie.tiff'));
  expect(usual).toMatchObject({ frames: 6, height: 32, width: 32 });
  expect((await usual.handle.frame(0))[3 * 32 + 5]).toBe(1);
  await usual.release();
  await expect(readImage(at('movie.tiff'), { index: 0 })).rejects.toThrow(/is an EER movie: one image was expected/);
});

it('finds pixels that are no numbers where asked', async () => {
  await writeMrc(at('nan.mrc'), { height: 2, width: 2, data: Float32Array.from([1, NaN, Infinity, 4]) });
  expect((await readImage(at('nan.mrc'))).data[1]).toBeNaN();
  await expect(readImage(at('nan.mrc'), { requireFinite: true })).rejects.toThrow(
    /1 pixels are not a number and 1 are infinite, of 2 x 2/,
  );
});

it.each([
  ['empty', new Uint8Array(0), /it is empty/],
  ['short', Buffer.from('hello'), /it has 5 bytes only/],
  ['a DM4', Buffer.concat([Buffer.from([0, 0, 0, 4]), new Uint8Array(2000)]), /a DM4 file of DigitalMicrograph/],
  ['HDF5', Buffer.concat([Buffer.from('89484446', 'hex'), new Uint8Array(2000)]), /an HDF5 file/],
  ['text', Buffer.from('hello '.repeat(400)), /is of no known image format/],
  ['a cut TIFF', Buffer.from('II*\0'), /cut short, or still being written/],
])('refuses %s', async (_, bytes, sentence) => {
  await writeFile(at('bad'), bytes);
  await expect(readImageInfo(at('bad'))).rejects.toThrow(sentence);
});
