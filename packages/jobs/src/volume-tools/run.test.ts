import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNumbers, findTexts, readMrcHeader, readMrcVolume, type Dataset } from '@vitreous/formats';
import type { Volume } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { makeTestMap, testBoxPx as n, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let map: Float32Array = new Float32Array(0);
let volume: Dataset;
beforeAll(async () => {
  projectDir = await realpath(await mkdtemp(join(tmpdir(), 'volume-tools-')));
  map = await makeTestMap();
  volume = await writeVolume(projectDir, 'whole', { map, map_half_A: map, map_half_B: map.map((value) => 2 * value) });
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

interface Made extends Volume {
  readonly pixelSizeA: number | undefined;
}

/** What a run makes of a volume, slot by slot. */
async function make(
  params: Record<string, unknown>,
  inputs: Record<string, readonly Dataset[]> = { volume: [volume] },
): Promise<{ made: Record<string, Made>; log: string }> {
  const { outputs, log } = await runJob('volume_tools', { projectDir, inputs, params });
  const made: Record<string, Made> = {};
  for (const dataset of Object.values(outputs)) {
    for (const name of dataset.columns.keys()) {
      const slot = name.split('/')[0] ?? '';
      if (!name.endsWith('/path')) continue;
      const read = await readMrcVolume(join(projectDir, findTexts(dataset, name)?.[0] ?? ''));
      made[slot] = { ...read, pixelSizeA: findNumbers(dataset, `${slot}/psize_A`)?.[0] };
    }
  }
  return { made, log: log.join('\n') };
}

const at = (data: Float32Array | undefined, size: number, x: number, y: number, z: number): number => {
  const c = Math.floor(size / 2);
  return data?.[((z + c) * size + y + c) * size + x + c] ?? NaN;
};

it('cuts, turns over and mirrors all maps of a volume alike', async () => {
  const { made } = await make({ crop_size_pix: 30, flip_hand: true, invert: true, psize_A: 1.5 });
  expect(Object.keys(made)).toEqual(['map', 'map_half_A', 'map_half_B']);
  expect(made['map']).toMatchObject({ width: 30, height: 30, depth: 30, pixelSizeA: 1.5 });
  for (const [x, y, z] of [
    [0, 0, 0],
    [3, -7, 5],
    [-10, 2, -4],
  ] as const) {
    expect(at(made['map']?.data, 30, x, y, z)).toBeCloseTo(-at(map, n, x, y, -z), 6);
    expect(at(made['map_half_B']?.data, 30, x, y, z)).toBeCloseTo(-2 * at(map, n, x, y, -z), 6);
  }
});

it('resamples to a pixel size, and filters', async () => {
  const { made } = await make({ resample_psize_A: 6, lowpass_A: 20 });
  expect(made['map']).toMatchObject({ width: 24, pixelSizeA: 6 });
  const power = (values: Float32Array | undefined): number =>
    (values ?? new Float32Array(0)).reduce((sum, value) => sum + value * value, 0);
  const same = await make({ resample_psize_A: 6 });
  expect(power(made['map']?.data)).toBeLessThan(0.99 * power(same.made['map']?.data));
  // What a high-pass leaves has no mean.
  const high = await make({ highpass_A: 60 });
  const mean = (high.made['map']?.data ?? new Float32Array(0)).reduce((sum, value) => sum + value, 0) / n ** 3;
  expect(Math.abs(mean)).toBeLessThan(1e-4);
});

it('averages over a point group', async () => {
  const { made } = await make({ symmetry: 'C4' });
  expect(at(made['map']?.data, n, 5, 3, 2)).toBeCloseTo(at(made['map']?.data, n, -3, 5, 2), 4);
  expect(at(map, n, 5, 3, 2)).not.toBeCloseTo(at(map, n, -3, 5, 2), 2);
});

it('makes a mask with a soft edge, and widens one', async () => {
  const { made, log } = await make({ output_type: 'mask', lowpass_A: 15, dilate_A: 6, soft_edge_A: 9 });
  const mask = made['mask'];
  expect(Object.keys(made)).toEqual(['mask']);
  expect(at(mask?.data, n, 0, 0, 0)).toBe(1);
  expect(at(mask?.data, n, 23, 23, 23)).toBe(0);
  expect(mask?.data.some((value) => value > 0.1 && value < 0.9)).toBe(true);
  expect(log).toContain('% of the box');
  const given = await writeVolume(projectDir, 'given', { mask: mask?.data ?? map });
  const wider = await make({ output_type: 'mask', mask_type: 'mask', dilate_A: 12 }, { mask: [given] });
  const total = (values: Float32Array | undefined): number =>
    (values ?? new Float32Array(0)).reduce((sum, value) => sum + value, 0);
  expect(total(wider.made['mask']?.data)).toBeGreaterThan(1.2 * total(mask?.data));
});

it('changes a mask alone', async () => {
  const given = await writeVolume(projectDir, 'lone', { mask: new Float32Array(n ** 3).fill(1) });
  const { made } = await make({ crop_size_pix: 20 }, { mask: [given] });
  expect(made['mask']).toMatchObject({ width: 20 });
});

it.each([
  [{ output_type: 'mask', threshold: 1e9 }, 'No voxel is above 1000000000'],
  [{ output_type: 'mask', mask_type: 'mask' }, 'There is no mask to make a mask of'],
  [{ resample_psize_A: 50 }, 'expected 8 to 2048'],
  [{ symmetry: 'K' }, 'There is no symmetry "K"'],
])('refuses %o', async (params, sentence) => {
  await expect(make(params)).rejects.toThrow(sentence);
});

const shared = join(import.meta.dirname, '../../../../../shared/data');
if (!existsSync(shared)) console.warn(`skipped: ${shared} is not there`);

describe.skipIf(!existsSync(shared))('real maps', () => {
  async function imported(name: string): Promise<Dataset> {
    const params = { volume_blob_path: join(shared, name) };
    const { outputs } = await runJob('import_volumes', { projectDir, params });
    return outputs['imported_volume_1'] ?? volume;
  }

  it('beta-galactosidase is cut and resampled to half its size', async () => {
    const given = await imported('ngl_betaGal.mrc');
    const { made } = await make({ crop_size_pix: 80, resample_size_pix: 40, lowpass_A: 15 }, { volume: [given] });
    expect(made['map']).toMatchObject({ width: 40, height: 40, depth: 40 });
    expect(made['map']?.pixelSizeA).toBeCloseTo(7.08, 4);
    // Protein in the middle, nothing at the rim.
    expect(Math.max(...(made['map']?.data ?? []))).toBeGreaterThan(0.05);
  });

  it('a map that is no cube, with odd axes and odd voxels, becomes a cube, and that is said', async () => {
    const given = await imported('EMD-3001.map');
    const { made, log } = await make({}, { volume: [given] });
    const { width, height, depth } = await readMrcVolume(join(shared, 'EMD-3001.map'));
    const longest = Math.max(width, height, depth);
    expect(made['map']).toMatchObject({ width: longest, height: longest, depth: longest });
    expect(log).toContain(`${width} x ${height} x ${depth} voxels`);
    expect(log).toContain('they are taken for cubes');
  });

  it('a tiny map is padded; what is added has the value of its rim', async () => {
    const given = await imported('EMD-3197.map');
    const { made } = await make({ crop_size_pix: 32 }, { volume: [given] });
    expect(made['map']).toMatchObject({ width: 32 });
    const original = await readMrcVolume(join(shared, 'EMD-3197.map'));
    expect(at(made['map']?.data, 32, 2, -3, 4)).toBe(at(original.data, 20, 2, -3, 4));
    const { pixelSizeA } = await readMrcHeader(join(shared, 'EMD-3197.map'));
    expect(made['map']?.pixelSizeA).toBeCloseTo(pixelSizeA ?? NaN, 4);
  });
});
