import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentenceOf } from '@vitreous/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../command.js';
import { describeImage, inspectImage, type ImageReport } from './inspect-image.js';
import { describeTable, tableReaderOf, type TableReport } from './inspect-table.js';

const data = join(import.meta.dirname, '../../../../../shared/data');
const isHere = existsSync(data);
if (!isHere) console.warn('skipped: ../shared/data is not here');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run: Run = {
  threads: 2,
  signal: new AbortController().signal,
  progress: { show: () => undefined, clear: () => undefined },
  makeFolder: (dir) => Promise.resolve(dir),
  print: () => undefined,
};

/** What `inspect` does with the file at `name`: its report, or the sentence that refuses it. */
async function inspect(name: string): Promise<ImageReport | TableReport | string> {
  const path = join(data, name);
  const summarise = tableReaderOf(path);
  try {
    if (summarise !== null) return { path, ...(await summarise(path)) };
    return await inspectImage(path, join(folder, 'thumbnail.png'), run);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    return sentence;
  }
}

async function list(ending: RegExp): Promise<string[]> {
  if (!isHere) return [];
  const names = await readdir(data, { recursive: true });
  return names.filter((name) => ending.test(name) && !name.endsWith('.thumb.png')).sort();
}

/** Columns, rows, images and pixel size that each file is known to have. */
const known: readonly [name: string, width: number, height: number, frames: number, pixelSizeA: number | null][] = [
  ['micrograph_fei_ext_k2_3710x3838_u16.mrc', 3710, 3838, 1, 0.85378],
  ['cryodrgn_empiar_10076_7.mrc', 320, 320, 7, null],
  ['cryojax_ribosome_4ug0_micrograph.mrcs', 100, 100, 5, 4],
  ['cryojax_ribosome_4ug0_potential_cistem.mrc', 80, 80, 80, 4],
  ['ngl_betaGal.mrc', 100, 100, 100, 3.54],
  ['EMD-3001.map', 73, 43, 25, 0.448],
  ['EMD-3197.map', 20, 20, 20, 11.4],
  ['cistem/hiv_image_80x80x1.mrc', 80, 80, 1, null],
  ['cistem/hiv_images_shift_noise_80x80x10.mrc', 80, 80, 10, null],
  ['cistem/sine_128x128x1.mrc', 128, 128, 1, 1],
];

describe.skipIf(!isHere)('every file of the shared data', () => {
  it.each(known)('%s: %d x %d pixels, %d images', async (name, width, height, frames, pixelSizeA) => {
    const report = await inspect(name);
    if (typeof report === 'string' || !('info' in report)) throw new Error(`no images: ${JSON.stringify(report)}`);
    expect(report.info).toMatchObject({ format: 'mrc', width, height, frames });
    if (pixelSizeA === null) expect(report.info.pixelSizeA).toBeNull();
    else expect(report.info.pixelSizeA).toBeCloseTo(pixelSizeA, 3);
    const { minimum, maximum, mean, standardDeviation, notANumberCount } = report.statistics;
    expect(minimum).toBeLessThan(mean);
    expect(mean).toBeLessThan(maximum);
    expect(standardDeviation).toBeGreaterThan(0);
    expect(notANumberCount).toBe(0);
    expect(describeImage(report)).toContain(`${width} x ${height} pixels`);
  });

  it('MRC: there is no other', async () => {
    expect(await list(/\.(mrcs?|map)$/)).toEqual(known.map(([name]) => name).sort());
  });

  it('TIFF: each is read with its size, or refused with its name', async () => {
    const names = await list(/\.tiff?$/);
    expect(names.length).toBeGreaterThanOrEqual(97);
    let read = 0;
    for (const name of names) {
      const report = await inspect(name);
      if (typeof report === 'string') {
        expect(report).toContain(name);
        expect(report).not.toContain('\n');
        continue;
      }
      if (!('info' in report)) throw new Error(`${name} is no table`);
      const { format, width, height, frames } = report.info;
      expect(format).toBe('tiff');
      for (const size of [width, height, frames]) expect(size, name).toBeGreaterThan(0);
      expect(Number.isFinite(report.statistics.mean), name).toBe(true);
      read++;
    }
    // As many as formats' own test compares pixel by pixel; see tiff-truth.json.
    expect(read).toBeGreaterThan(40);
  }, 60_000);

  it('tables, models and sidecars: each is read', async () => {
    const names = [...(await list(/\.(star|cs|mdoc|xml)$/)), ...(await list(/\.pdb\.gz$/))];
    expect(names.length).toBeGreaterThan(35);
    for (const name of names) {
      const report = await inspect(name);
      if (typeof report === 'string' || !('kind' in report)) throw new Error(`${name}: ${JSON.stringify(report)}`);
      expect(Object.keys(report.summary).length, name).toBeGreaterThan(0);
      expect(describeTable(report).length, name).toBeGreaterThan(name.length);
    }
    expect(await inspect('cryodrgn_empiar_10076_7.cs')).toMatchObject({ summary: { rows: 7 } });
    expect(await inspect('models/6z6u_human_apoferritin.pdb.gz')).toMatchObject({ summary: { count: 32_618 } });
    const image = 'FoilHole_9015883_Data_9017354_6_20250108_154918.xml';
    const [xml = ''] = (await list(/\.xml$/)).filter((name) => name.endsWith(image));
    expect(await inspect(xml)).toMatchObject({ summary: { kind: 'data' } });
  });

  it('all others are refused by name, with what was expected', async () => {
    const names = await list(/(?<!\.(mrcs?|map|tiff?|star|cs|mdoc|xml|gz))$/);
    const files = names.filter((name) => /\.\w+$/.test(name));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const sentence = await inspect(name);
      expect(sentence, name).toBeTypeOf('string');
      expect(sentence).toContain(name);
      expect(sentence).toMatch(/expected/i);
    }
  });
});
