import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNumbers, findTexts, readMrcHeader, writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await realpath(await mkdtemp(join(tmpdir(), 'import-volumes-')));
  const pixels = { height: 5, width: 6, data: new Float32Array(4 * 30) };
  await writeMrc(join(projectDir, 'map.mrc'), { ...pixels, depth: 4 }, { pixelSizeA: 1.25 });
  await writeMrc(join(projectDir, 'bare.mrc'), { ...pixels, depth: 4 });
  await writeMrc(join(projectDir, 'one.mrc'), { ...pixels, data: new Float32Array(30) }, { pixelSizeA: 1 });
  await writeMrc(
    join(projectDir, 'square.mrcs'),
    { count: 2, height: 4, width: 4, data: new Float32Array(32) },
    { pixelSizeA: 3 },
  );
  await writeFile(join(projectDir, 'broken.mrc'), 'none');
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

it('links a map; size and pixel size are of its header', async () => {
  const { outputs } = await runJob('import_volumes', {
    projectDir,
    params: { volume_blob_path: join(projectDir, 'map.mrc') },
  });
  const volume = outputs['imported_volume_1'];
  if (volume === undefined) throw new Error('no volume');
  expect(findNumbers(volume, 'map/shape')).toEqual(Uint32Array.of(4, 5, 6));
  expect(findNumbers(volume, 'map/psize_A')).toEqual(Float32Array.of(1.25));
  expect((await readMrcHeader(join(projectDir, findTexts(volume, 'map/path')?.[0] ?? ''))).sections).toBe(4);
});

it('calls a mask a mask', async () => {
  const params = { volume_blob_path: join(projectDir, 'bare.mrc'), volume_out_name: 'mask', volume_psize: 2 };
  const { outputs } = await runJob('import_volumes', { projectDir, params });
  expect([...(outputs['imported_mask_1']?.columns.keys() ?? [])]).toEqual([
    'uid',
    'mask/path',
    'mask/shape',
    'mask/psize_A',
  ]);
});

it.each([
  ['bare.mrc', 'does not say its pixel size: give it (volume_psize)'],
  ['one.mrc', 'is no volume: it holds 1 sections'],
  ['broken.mrc', 'broken.mrc'],
  ['*.mrc', 'names 4 files: name one volume'],
])('refuses %s', async (name, sentence) => {
  await expect(
    runJob('import_volumes', { projectDir, params: { volume_blob_path: join(projectDir, name) } }),
  ).rejects.toThrow(sentence);
});

it('imports each image of a stack as a template', async () => {
  const params = { blob_paths: join(projectDir, 'square.mrcs') };
  const { outputs } = await runJob('import_templates', { projectDir, params });
  const templates = outputs['imported_templates'];
  if (templates === undefined) throw new Error('no templates');
  expect(findNumbers(templates, 'blob/idx')).toEqual(Uint32Array.of(0, 1));
  expect(findNumbers(templates, 'blob/psize_A')).toEqual(Float32Array.of(3, 3));
  await expect(
    runJob('import_templates', { projectDir, params: { blob_paths: join(projectDir, 'one.mrc') } }),
  ).rejects.toThrow('6 x 5 pixels: expected square ones');
});
