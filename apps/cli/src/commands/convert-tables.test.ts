import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { findNumbers, readDataset, readDatasetHeader, readStar, writeMrc } from '@vitreous/formats';
import { createImage } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { convertTable, type TableOptions } from './convert-tables.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-convert-'));
});
afterAll(() => rm(folder, { recursive: true }));

const usual: TableOptions = { dark: false, flipY: false, uids: true, form: 'numpy' };
const star = `data_
loop_
_rlnImageName
_rlnMicrographName
_rlnCoordinateX
_rlnCoordinateY
_rlnMagnification
_rlnDetectorPixelSize
1@a.mrcs mics/m.mrc 10 20 50000 5
`;

it('goes from STAR to .cs and back, with the size of a micrograph that is there', async () => {
  const [input, cs, back] = ['in.star', 'out.cs', 'back.star'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(input, star.replace('mics/m.mrc', 'm.mrc'));
  await writeMrc(join(folder, 'm.mrc'), createImage(40, 50), { pixelSizeA: 1 });
  expect(await convertTable(input, cs, { ...usual, form: 'stream' })).toEqual({ output: cs, rows: 1, notes: [] });
  expect((await readDatasetHeader(cs)).form).toBe('stream');
  const dataset = await readDataset(cs);
  expect(findNumbers(dataset, 'location/center_x_frac')).toEqual(Float32Array.of(0.2));
  expect(findNumbers(dataset, 'location/center_y_frac')).toEqual(Float32Array.of(0.5));
  await convertTable(cs, back, usual);
  expect((await readStar(back)).blocks.map((block) => block.name)).toEqual(['optics', 'particles']);
});

it('takes the size that is said, and says when it has none', async () => {
  const [input, cs] = [join(folder, 'far.star'), join(folder, 'far.cs')];
  await writeFile(input, star);
  expect((await convertTable(input, cs, usual)).notes[0]).toContain('Coordinates are left out');
  expect((await convertTable(input, cs, { ...usual, micSize: [100, 200] })).notes).toEqual([]);
  expect(findNumbers(await readDataset(cs), 'location/center_x_frac')?.[0]).toBeCloseTo(0.05, 6);
});

it('refuses what it cannot do, and leaves nothing behind', async () => {
  const input = join(folder, 'in.star');
  await expect(convertTable(input, join(folder, 'x.star'), usual)).rejects.toThrow('both are STAR files');
  await expect(convertTable(join(folder, 'none.star'), join(folder, 'x.cs'), usual)).rejects.toThrow(UserError);
  await expect(convertTable(input, join(folder, 'no/x.cs'), usual)).rejects.toThrow('its folder does not exist');
  expect((await readdir(folder)).filter((name) => name.startsWith('x.') || name.endsWith('.part'))).toEqual([]);
});
