import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTexts, readMrcVolume, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { makeTestHalves, testBoxPx as n, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let volume: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'local-resolution-'));
  // The upper half of the particle is worse.
  const [good, poor] = [await makeTestHalves(0.05), await makeTestHalves(2)];
  const half = (lower: Float32Array, upper: Float32Array): Float32Array =>
    lower.map((value, i) => (i > n ** 3 / 2 ? (upper[i] ?? 0) : value));
  volume = await writeVolume(projectDir, 'halves', {
    map_half_A: half(good.map_half_A, poor.map_half_A),
    map_half_B: half(good.map_half_B, poor.map_half_B),
  });
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

it('writes the resolution of each place and a map filtered to it', async () => {
  const params = { locres_box_A: 54, locres_step_size: 3 };
  const { outputs, log, pictures } = await runJob('local_resolution', {
    projectDir,
    inputs: { volume: [volume] },
    params,
  });
  const made = outputs['volume'];
  if (made === undefined) throw new Error('no volume');
  const read = async (slot: string): Promise<Float32Array> =>
    (await readMrcVolume(join(projectDir, findTexts(made, `${slot}/path`)?.[0] ?? ''))).data;
  const resolution = await read('map_locres');
  const along = (z: number): number => resolution[(z * n + n / 2) * n + n / 2] ?? NaN;
  expect(along(16)).toBeLessThan(along(32) - 1.5);
  expect(resolution[0]).toBe(0);
  // Only values between Nyquist and the window.
  for (const value of resolution) expect(value === 0 || (value > 5.99 && value < 54.1)).toBe(true);
  const filtered = await read('map_filtered');
  expect(filtered[0]).toBe(0);
  expect(filtered.some((value) => value > 0)).toBe(true);
  expect(pictures.map((path) => path.split('/').at(-1))).toEqual(['slices.png', 'histogram.svg', 'filtered.png']);
  expect(log.at(-1)).toContain('In windows of 54.0 Å');
  expect(made.columns.has('map_half_A/path')).toBe(true);
});

it('is nowhere finer than the whole where that is asked for, and may do without the filter', async () => {
  const params = { locres_box_A: 54, locres_step_size: 6, locres_cap: true, locres_filter: false };
  const { outputs, log } = await runJob('local_resolution', { projectDir, inputs: { volume: [volume] }, params });
  const whole = Number(/the whole has (\S+) Å/.exec(log.join('\n'))?.[1]);
  const [path = ''] = findTexts(outputs['volume'] ?? volume, 'map_locres/path') ?? [];
  const { data } = await readMrcVolume(join(projectDir, path));
  expect(Math.min(...data.filter((value) => value > 0))).toBeGreaterThan(whole - 0.01);
  expect(outputs['volume']?.columns.has('map_filtered/path')).toBe(false);
});
