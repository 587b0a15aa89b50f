import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@vitreous/errors';
import { writeMrc } from '@vitreous/formats';
import { livePreprocessingParams } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCheck } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-check-'));
const params = livePreprocessingParams.parse({ psize_A: 1.1, accel_kv: 300, total_dose_e_per_A2: 50 });
const movie = join(folder, 'movie.mrc');
const link = join(folder, 'link.mrc');
beforeAll(async () => {
  await writeMrc(movie, { height: 24, width: 32, data: new Float32Array(24 * 32) }, { pixelSizeA: 1.1 });
  symlinkSync(movie, link);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const mdoc = (dose: number, kv: number, spacing: number): string =>
  `Voltage = ${kv}\n\n[FrameSet = 0]\nPixelSpacing = ${spacing}\nExposureDose = ${dose}\nImageShift = 1.5 -2.25\nStagePosition = 10 20\n`;

it('reads the header, and nothing beside a movie that is alone', async () => {
  expect(await runCheck(link, params)).toEqual({
    format: 'mrc',
    frames: 1,
    height: 24,
    width: 32,
    file_psize_A: expect.closeTo(1.1, 4) as number,
    sidecar: null,
    warnings: [],
  });
});

it.each([
  ['what agrees', mdoc(50.3, 300, 1.1), 0],
  ['an image at twice the pixel of the movie', mdoc(50, 300, 2.2), 0],
  ['another dose', mdoc(80, 300, 1.1), 1],
  ['another voltage and pixel', mdoc(50, 200, 1.4), 2],
])('takes what the microscope wrote behind a link: %s', async (_what, text, warnings) => {
  writeFileSync(`${movie}.mdoc`, text);
  const { sidecar, warnings: said } = await runCheck(link, params);
  expect(sidecar).toMatchObject({ path: `${movie}.mdoc`, beam_shift: [1.5, -2.25], stage_um: [10, 20] });
  expect(said).toHaveLength(warnings);
});

it('does not give a movie up for what is broken beside it', async () => {
  writeFileSync(`${movie}.mdoc`, '[FrameSet = 0]\nExposureDose = much\n');
  const { sidecar, warnings } = await runCheck(link, params);
  expect([sidecar, warnings.length]).toEqual([null, 1]);
});

it('refuses what is no movie', async () => {
  writeFileSync(join(folder, 'text.mrc'), 'no movie');
  await expect(runCheck(join(folder, 'text.mrc'), params)).rejects.toThrow(DataError);
});
