import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contrastTransferHalfSpectra, evaluateDefocus } from '@vitreous/algorithms';
import { DataError, UserError } from '@vitreous/errors';
import { writeMrc } from '@vitreous/formats';
import { createImage, createRandom, forwardReal, inverseReal, type Image } from '@vitreous/numerics';
import { livePreprocessingParams } from '@vitreous/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCtfFile } from '../ctf-file.js';
import type { CtfParams } from './definition.js';
import { measureCtf } from './measure-ctf.js';
import { runCtf } from './run.js';

const params: CtfParams = livePreprocessingParams.parse({ accel_kv: 300, cs_mm: 2.7 });
const size = 640;

/** A white specimen at 11,000 / 10,600 Å, 1.4 Å a pixel, with noise. */
async function simulate(): Promise<Image> {
  const random = createRandom(3);
  const normals = (): Float32Array => Float32Array.from({ length: size * size }, () => random.normal());
  const spectrum = await forwardReal(normals(), [size, size]);
  const ctf = { accelKv: 300, csMm: 2.7, ampContrast: 0.1, df1A: 11_000, df2A: 10_600, dfAngleRad: 0.5 };
  const transfer = await contrastTransferHalfSpectra([{ ...ctf, phaseShiftRad: 0 }], size, size, 1.4);
  const seen = await inverseReal(
    spectrum.map((value, i) => value * (transfer[i >> 1] ?? 0)),
    [size, size],
  );
  const noise = normals();
  return createImage(
    size,
    size,
    seen.map((value, i) => value + (noise[i] ?? 0)),
  );
}

describe('the CTF stage', () => {
  let folder = '';
  let context: Parameters<typeof runCtf>[2];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitreous-ctf-'));
    context = { outDir: folder, threads: 1, signal: new AbortController().signal, progress: () => undefined };
    await writeMrc(join(folder, 'mic.mrc'), await simulate(), { pixelSizeA: 1.4 });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('measures, and writes pictures and a surface that later stages read', async () => {
    const path = join(folder, 'mic.mrc');
    const { result, attributes, files, warnings } = await runCtf({ path, pixelSizeA: null }, params, context);
    expect(Math.abs((result.df1_A + result.df2_A) / 2 - 10_800)).toBeLessThan(30);
    expect(attributes.average_defocus).toBeCloseTo((result.df1_A + result.df2_A) / 2, 9);
    expect(warnings).toEqual([]);
    expect((await readFile(files.diag_image_path)).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(files.fit_plot_path, 'utf8')).toContain('<svg');
    const { surface, microscope } = await readCtfFile(files.path);
    expect(microscope).toEqual({ accelKv: 300, csMm: 2.7, ampContrast: 0.1 });
    const centre = evaluateDefocus(surface, 0.5, 0.5);
    expect(Math.abs(centre.df1A - result.df1_A)).toBeLessThan(100);
    expect(centre.df1A - centre.df2A).toBeCloseTo(result.df1_A - result.df2_A, 6);
    const drawn = JSON.parse(await readFile(files.path, 'utf8')) as {
      surface_map: { columns: number; rows: number; defocus_A: number[] };
    };
    const { columns, rows, defocus_A } = drawn.surface_map;
    expect(defocus_A).toHaveLength(columns * rows);
    // Of the cell whose middle lies at these fractions.
    const one = evaluateDefocus(surface, (3 + 0.5) / columns, (20 + 0.5) / rows);
    expect(defocus_A[20 * columns + 3]).toBeCloseTo((one.df1A + one.df2A) / 2, 0);
    // Nothing half-written stays behind.
    expect((await readdir(folder)).sort()).toEqual(['mic.mrc', 'mic_ctf.json', 'mic_ctf.png', 'mic_ctf.svg']);
  });

  it('warns of a pixel size that the header contradicts, and names the file of bad pixels', async () => {
    const path = join(folder, 'mic.mrc');
    const { warnings } = await measureCtf({ path, pixelSizeA: 1.5 }, { ...params, classic_mode: true }, context);
    expect(warnings[0]).toContain('1.5 Å was given and used');
    const bad = createImage(300, 300, new Float32Array(90_000).fill(NaN));
    const badPath = join(folder, 'nan.mrc');
    await writeMrc(badPath, bad, { pixelSizeA: 1.4 });
    const failing = measureCtf({ path: badPath, pixelSizeA: null }, params, context);
    await expect(failing).rejects.toThrow(`${badPath}: Pixel x = 0, y = 0 is NaN`);
    await expect(failing).rejects.toThrow(DataError);
  });

  it('refuses a file that is not its own, with a sentence', async () => {
    await expect(readCtfFile(join(folder, 'missing.json'))).rejects.toThrow(UserError);
    const path = join(folder, 'odd.json');
    for (const text of [
      'no json',
      '[]',
      '{"surface":{"K_X":2,"K_Y":2,"coefficients_A":[1]}}',
      '{"surface":{"K_X":1e9}}',
    ]) {
      await writeFile(path, text);
      await expect(readCtfFile(path)).rejects.toThrow(DataError);
    }
  });
});

const real = join(import.meta.dirname, '../../../../../shared/data/micrograph_fei_ext_k2_3710x3838_u16.mrc');
const isHere = existsSync(real);
if (!isHere) console.warn('skipped: ../shared/data is not here');

it.skipIf(!isHere)('finds the defocus of a real micrograph within 200 Å', async () => {
  const work = { threads: 2, signal: new AbortController().signal, progress: () => undefined };
  const { result } = await measureCtf({ path: real, pixelSizeA: null }, params, work);
  expect(Math.abs(result.df1_A - 10_590)).toBeLessThan(200);
  expect(Math.abs(result.df2_A - 10_460)).toBeLessThan(200);
  expect(result.ctf_fit_to_A).toBeLessThan(5);
});
