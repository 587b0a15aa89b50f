import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import { createImage, createMovieStack, type Image } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMrc } from '../mrc/index.js';
import { writeTiff } from '../tiff/write-tiff.js';
import { checkGainShape, fitGainToEer, markDefects, readDefects, readGain } from './index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gain-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const image = (height: number, width: number, values: readonly number[]): Image =>
  createImage(height, width, Float32Array.from(values));

describe('a gain reference', () => {
  // Rows from row 0, which pictures show at the top: 1 2 3 over 4 5 0.
  const stored = image(2, 3, [1, 2, 3, 4, 5, 0]);
  beforeAll(() => writeMrc(at('gain.mrc'), stored));

  it.each([
    [{}, 2, 3, [1, 2, 3, 4, 5, 0]],
    [{ flipX: true }, 2, 3, [3, 2, 1, 0, 5, 4]],
    [{ flipY: true }, 2, 3, [4, 5, 0, 1, 2, 3]],
    [{ rotate: 1 }, 3, 2, [3, 0, 2, 5, 1, 4]],
    [{ rotate: 2 }, 2, 3, [0, 5, 4, 3, 2, 1]],
    [{ rotate: -1 }, 3, 2, [4, 1, 5, 2, 0, 3]],
    [{ flipX: true, rotate: 1 }, 3, 2, [1, 4, 2, 5, 3, 0]],
  ])('is flipped, then turned: %j', async (options, height, width, values) => {
    expect(await readGain(at('gain.mrc'), options)).toEqual(image(height, width, values));
  });

  it('in a TIFF, or named .gain, lies as a movie in a TIFF does', async () => {
    const movie = createMovieStack('f32', 1, 2, 3);
    await movie.handle.setFrame(0, stored.data);
    await writeTiff(at('gain.tif'), movie, { compression: 'lzw', kind: 'f32' });
    await writeTiff(at('camera.gain'), movie, { compression: 'none', kind: 'f32' });
    await movie.release();
    expect(await readGain(at('gain.tif'))).toEqual(stored);
    expect(await readGain(at('camera.gain'), { movieFormat: 'tiff' })).toEqual(stored);
    // As RELION has it, a .gain for EER movies lies as they do: rows as stored.
    const flipped = image(2, 3, [4, 5, 0, 1, 2, 3]);
    expect(await readGain(at('camera.gain'), { movieFormat: 'eer' })).toEqual(flipped);
  });

  it('of EER movies divides, unless named .gain', async () => {
    const { data } = await readGain(at('gain.mrc'), { movieFormat: 'eer' });
    const wanted = [2.5, 1.25, 2.5 / 3, 0.625, 0.5, 0];
    data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i] ?? NaN, 6);
    });
  });

  it.each([
    ['negative', [1, -2, 3, 4, 5, 0], /no negative values, but found -2, first at column 1, row 0/],
    ['not a number', [1, NaN, 3, 4, 5, 0], /1 pixels are not a number/],
    ['dead all over', [0, 0, 0, 0, 0, 0], /all pixels of this gain reference are 0/],
  ])('that is %s is refused', async (_, values, sentence) => {
    await writeMrc(at('bad.mrc'), image(2, 3, values));
    const reading = readGain(at('bad.mrc'));
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(sentence);
  });

  it('of several images is refused', async () => {
    await writeMrc(at('two.mrc'), { count: 2, height: 2, width: 2, data: new Float32Array(8).fill(1) });
    await expect(readGain(at('two.mrc'))).rejects.toThrow(/holds 2 images: a gain reference is one/);
  });
});

describe('a gain that does not fit its movie', () => {
  const names = { gain: 'g.mrc', movie: 'm.tiff' };
  it.each([
    [{ height: 6, width: 4 }, /g.mrc has 4 x 6 pixels, but the movie m.tiff 6 x 4 .*Turn the gain by a quarter/],
    [{ height: 8, width: 12 }, /It is 2 times finer/],
    [{ height: 2, width: 3 }, /The movie is 2 times finer/],
    [{ height: 5, width: 6 }, /Choose the reference that belongs/],
  ])('%j', (gain, sentence) => {
    const check = (): void => {
      checkGainShape(gain, { height: 4, width: 6 }, names);
    };
    expect(check).toThrow(UserError);
    expect(check).toThrow(sentence);
  });

  it('is put on the grid of an EER movie', () => {
    const gain = image(2, 2, [1, 2, 4, 0]);
    const fine = fitGainToEer(gain, { height: 4, width: 4 }, names);
    expect(Array.from(fine.data)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 4, 4, 0, 0, 4, 4, 0, 0]);
    // Back again: the sensitivities 1, 1/2, 1/4 and 0 of 16 pixels are what they were.
    expect(fitGainToEer(fine, { height: 2, width: 2 }, names)).toEqual(gain);
    const coarse = fitGainToEer(gain, { height: 1, width: 1 }, names);
    expect(coarse.data[0]).toBeCloseTo(4 / 1.75, 6);
    expect(() => fitGainToEer(gain, { height: 6, width: 6 }, names)).toThrow(UserError);
  });
});

describe('defects', () => {
  const frame = { height: 6, width: 8 };

  it('as rectangles, cut to the frame, with a sentence about those outside', async () => {
    await writeFile(at('list.txt'), '# bad\n1 2 3 1\r\n\n7 5 4 4\n100 0 1 6\n');
    const { defects, warning } = await readDefects(at('list.txt'), frame);
    expect(defects).toEqual([
      { x: 1, y: 2, width: 3, height: 1 },
      { x: 7, y: 5, width: 1, height: 1 },
    ]);
    expect(warning).toMatch(/2 of 3 defects reach beyond the frame of 8 x 6 pixels, the first at column 7, row 5/);
    const bad = markDefects(defects, frame);
    expect([bad.indexOf(1), bad[2 * 8 + 3], bad[5 * 8 + 7], bad.reduce((sum, value) => sum + value, 0)]).toEqual([
      17, 1, 1, 4,
    ]);
  });

  it.each(['1 2 3\n', '1 2 3 0\n', '1 2 3 4 5\n', '1 2 x 4\n', '-1 2 3 4\n', '1.5 2 3 4\n'])(
    'a line that is none is refused: %j',
    async (line) => {
      await writeFile(at('wrong.txt'), `0 0 1 1\n${line}`);
      await expect(readDefects(at('wrong.txt'), frame)).rejects.toThrow(
        /wrong.txt, line 2: expected four whole numbers/,
      );
    },
  );

  const serialEm = [
    'CameraSizeX 8',
    'CameraSizeY 6',
    'RotationAndFlip 3',
    'K2Type 1',
    'UsableArea 1 0 0 6',
    'PartialBadColumn 2 2 1 3',
    'PartialBadRow 0 1 4 5',
    'BadColumns 0',
    'BadRows 5',
    'BadPixels 3 4 6 1',
  ].join('\n');

  it('of SerialEM, whose rows count from the top', async () => {
    await writeFile(at('defects.txt'), serialEm);
    const { defects, warning } = await readDefects(at('defects.txt'), frame);
    expect(warning).toBeNull();
    expect(defects).toEqual([
      { x: 0, y: 5, width: 8, height: 1 },
      { x: 7, y: 0, width: 1, height: 6 },
      { x: 2, y: 2, width: 2, height: 3 },
      { x: 4, y: 5, width: 2, height: 1 },
      { x: 0, y: 0, width: 1, height: 6 },
      { x: 0, y: 0, width: 8, height: 1 },
      { x: 3, y: 1, width: 1, height: 1 },
      { x: 6, y: 4, width: 1, height: 1 },
    ]);
  });

  it('of SerialEM on a finer and a coarser grid', async () => {
    await writeFile(at('defects.txt'), 'CameraSizeX 8\nCameraSizeY 6\nBadPixels 3 4\n');
    const fine = await readDefects(at('defects.txt'), { height: 12, width: 16 });
    expect(fine.defects).toEqual([{ x: 6, y: 2, width: 2, height: 2 }]);
    const coarse = await readDefects(at('defects.txt'), { height: 3, width: 4 });
    expect(coarse.defects).toEqual([{ x: 1, y: 0, width: 1, height: 1 }]);
    await writeFile(at('defects.txt'), 'CameraSizeX 8\nCameraSizeY 6\nWasScaled 1\nBadPixels 2 4\n');
    expect((await readDefects(at('defects.txt'), frame)).defects).toEqual([{ x: 2, y: 0, width: 2, height: 2 }]);
  });

  it.each([
    ['CameraSizeX 8\n', /needs CameraSizeX and CameraSizeY/],
    ['CameraSizeX 6\nCameraSizeY 8\n', /for a camera of 6 x 8 pixels, but the movie has 8 x 6/],
    ['CameraSizeX 8\nCameraSizeY 6\nBadPixels 3\n', /line 3: expected an even number of whole numbers after BadPixels/],
    ['CameraSizeX 8\nCameraSizeY 6\nUsableArea 3\n', /line 3: expected 4 whole numbers after UsableArea/],
  ])('of SerialEM that are wrong: %j', async (text, sentence) => {
    await writeFile(at('defects.txt'), text);
    await expect(readDefects(at('defects.txt'), frame)).rejects.toThrow(sentence);
  });

  it('of a map that is not 0 where a pixel is bad', async () => {
    const map = createImage(6, 8);
    for (const index of [0, 1, 8, 9, 20, 47]) map.data[index] = 1;
    await writeMrc(at('map.mrc'), map, { mode: 0 });
    const { defects } = await readDefects(at('map.mrc'), frame);
    expect(markDefects(defects, frame)).toEqual(Uint8Array.from(map.data));
    expect(defects).toContainEqual({ x: 0, y: 0, width: 2, height: 2 });
    await expect(readDefects(at('map.mrc'), { height: 8, width: 6 })).rejects.toThrow(
      /8 x 6 pixels, but the movie 6 x 8/,
    );
  });

  it('in a file that is neither text nor image are refused', async () => {
    await writeFile(
      at('noise'),
      Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) >> 3),
    );
    await expect(readDefects(at('noise'), frame)).rejects.toThrow(/is no defect list/);
    await expect(readDefects(at('nothing'), frame)).rejects.toThrow(UserError);
  });
});
