import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTexts, readMrcVolume, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { makeTestHalves, makeTestMap, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let volume: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'validation-'));
  volume = await writeVolume(projectDir, 'halves', await makeTestHalves(1));
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

interface Curves {
  readonly resolution_A: number;
  readonly resolution_at_half_A: number;
  readonly fsc_nomask: readonly number[];
  readonly fsc_sphericalmask: readonly number[];
  readonly fsc_tightmask: readonly number[];
  readonly fsc_noisesub: readonly number[];
}

async function curvesOf(log: readonly string[]): Promise<Curves> {
  const path = /Curves: (\S+),/.exec(log.join('\n'))?.[1] ?? '';
  return JSON.parse(await readFile(join(projectDir, path), 'utf8')) as Curves;
}

it('writes all curves of half maps, and the mask they were seen through', async () => {
  const { outputs, log, pictures } = await runJob('validation', { projectDir, inputs: { volume: [volume] } });
  const curves = await curvesOf(log);
  for (const curve of [curves.fsc_nomask, curves.fsc_sphericalmask, curves.fsc_tightmask, curves.fsc_noisesub]) {
    expect(curve.length).toBe(25);
    expect(curve[2]).toBeGreaterThan(0.8);
    expect(Math.abs(curve[23] ?? NaN)).toBeLessThan(0.25);
  }
  // What lies about the particle is noise: without it more agrees.
  expect(curves.fsc_sphericalmask[9]).toBeGreaterThan(curves.fsc_nomask[9] ?? NaN);
  expect(curves.fsc_tightmask[9]).toBeGreaterThan(curves.fsc_sphericalmask[9] ?? NaN);
  expect(curves.resolution_A).toBeLessThan(curves.resolution_at_half_A);
  const xml = await readFile(join(projectDir, /Curves: \S+, (\S+)\./.exec(log.join('\n'))?.[1] ?? ''), 'utf8');
  expect(xml.match(/<coordinate>/g)?.length).toBe(25);
  expect(pictures.length).toBe(1);
  const [mask = ''] = findTexts(outputs['mask'] ?? volume, 'mask/path') ?? [];
  const { data } = await readMrcVolume(join(projectDir, mask));
  expect(data[(24 * 48 + 24) * 48 + 24]).toBe(1);
  expect(data[0]).toBe(0);
});

it('looks through the mask that is given, at the pixel size that is given', async () => {
  const ones = new Float32Array(48 ** 3).fill(1);
  const mask = await writeVolume(projectDir, 'all', { mask: ones });
  const { log } = await runJob('validation', { projectDir, inputs: { volume: [volume], mask: [mask] } });
  const curves = await curvesOf(log);
  // A mask of ones is none.
  curves.fsc_nomask.forEach((value, shell) => {
    expect(curves.fsc_tightmask[shell]).toBeCloseTo(value, 4);
  });
  const inputs = { volume: [volume], mask: [mask] };
  const half = await runJob('validation', { projectDir, inputs, params: { val_psize_A: 1.5 } });
  expect((await curvesOf(half.log)).resolution_A).toBeCloseTo(curves.resolution_A / 2, 5);
});

it('compares two maps', async () => {
  const map = await makeTestMap();
  const [one, other] = [
    await writeVolume(projectDir, 'one', { map }),
    await writeVolume(projectDir, 'other', { map: map.map((value) => 3 * value) }),
  ];
  const { log } = await runJob('validation', { projectDir, inputs: { volume: [one], volume_B: [other] } });
  const curves = await curvesOf(log);
  for (const value of curves.fsc_nomask.slice(1)) expect(value).toBeCloseTo(1, 5);
  const small = await writeVolume(projectDir, 'small', { map: new Float32Array(20 ** 3).fill(1) });
  await expect(runJob('validation', { projectDir, inputs: { volume: [one], volume_B: [small] } })).rejects.toThrow(
    '48 voxels of 3.0000 Å a side, small_map.mrc 20 voxels of 3.0000 Å: expected one grid',
  );
});

it('refuses a map without its halves', async () => {
  const only = await writeVolume(projectDir, 'only', { map: new Float32Array(20 ** 3) });
  await expect(runJob('validation', { projectDir, inputs: { volume: [only] } })).rejects.toThrow('has no half maps');
});
