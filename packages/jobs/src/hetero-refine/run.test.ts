import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAssembly,
  defaultParticleSettings,
  renderMap,
  simulateParticles,
  toOpticalSpecimen,
  type SimulatedView,
} from '@vitreous/algorithms';
import {
  createStandardDataset,
  findIds,
  findNumbers,
  findTexts,
  joinDatasets,
  readMrcVolume,
  writeMrc,
  writeMrcStack,
  type Dataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

const projectDir = mkdtempSync(join(tmpdir(), 'vitreous-hetero-'));
afterAll(() => {
  rmSync(projectDir, { recursive: true });
});

const [each, boxPx, pixelSizeA] = [40, 28, 7];
const settings = { ...defaultParticleSettings, count: each, boxPx, pixelSizeA, snr: 1.5, shiftPx: 1 };
let particles: Dataset;
const volumes: Dataset[] = [];

beforeAll(async () => {
  const tables: Dataset[] = [];
  for (const seed of [4, 8]) {
    const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'D2', massKda: 400, seed }));
    const [stack, map] = [`p${seed}.mrcs`, `map${seed}.mrc`];
    let views: readonly SimulatedView[] = [];
    const shape = { height: boxPx, width: boxPx };
    await writeMrcStack(join(projectDir, stack), shape, { pixelSizeA }, async (append) => {
      ({ views } = await simulateParticles(settings, specimen, seed, (images) => append(images)));
    });
    await writeMrc(join(projectDir, map), await renderMap(settings, specimen), { pixelSizeA });
    const all = (value: number): number[] => views.map(() => value);
    tables.push(
      createStandardDataset(each, {
        uid: BigUint64Array.from(views, (_, i) => BigInt(1000 * seed + i)),
        'blob/path': views.map(() => stack),
        'blob/idx': views.map((_, i) => i),
        'blob/shape': views.flatMap(() => [boxPx, boxPx]),
        'blob/psize_A': all(pixelSizeA),
        'blob/sign': all(1),
        'ctf/accel_kv': all(300),
        'ctf/cs_mm': all(2.7),
        'ctf/amp_contrast': all(0.1),
        'ctf/df1_A': views.map(({ ctf }) => ctf.df1A),
        'ctf/df2_A': views.map(({ ctf }) => ctf.df2A),
        'ctf/df_angle_rad': views.map(({ ctf }) => ctf.dfAngleRad),
      }),
    );
    volumes.push(
      createStandardDataset(1, {
        uid: BigUint64Array.of(BigInt(seed)),
        'map/path': [map],
        'map/shape': [boxPx, boxPx, boxPx],
        'map/psize_A': [pixelSizeA],
      }),
    );
  }
  particles = joinDatasets(tables);
}, 30_000);

const params = {
  multirefine_K: 2,
  multirefine_symmetry: 'D2',
  multirefine_window_inner_A: 150,
  multirefine_res_init: 40,
  multirefine_num_max_iterations: 3,
};

it('particles of two specimens go to their maps', async () => {
  const { outputs, log, pictures } = await runJob('hetero_refine', {
    projectDir,
    params,
    inputs: { particles: [particles], volume: volumes },
  });
  const all = outputs['particles_all_classes'];
  if (all === undefined) throw new Error('no particles came out');
  const classes = findNumbers(all, 'alignments3D/class') ?? [];
  const right = Array.from(findIds(all, 'uid') ?? []).filter((uid, i) => classes[i] === (uid < 5000n ? 0 : 1));
  expect(right.length).toBeGreaterThan(0.9 * 2 * each);
  for (const posterior of Array.from(findNumbers(all, 'alignments3D/class_posterior') ?? [0])) {
    expect(posterior).toBeGreaterThanOrEqual(0.5);
    expect(posterior).toBeLessThanOrEqual(1);
  }
  // A row for each map, of which the most likely one is what stands by itself.
  const posteriors = findNumbers(all, 'alignments3D_multi/class_posterior') ?? [];
  const poses = findNumbers(all, 'alignments3D_multi/pose') ?? [];
  const own = findNumbers(all, 'alignments3D/pose') ?? [];
  expect(all.columns.get('alignments3D_multi/pose')).toMatchObject({ type: 'f4', shape: [2, 3] });
  expect(all.columns.get('alignments3D_multi/shift')).toMatchObject({ type: 'f4', shape: [2, 2] });
  expect(all.columns.get('alignments3D_multi/class')).toMatchObject({ type: 'u4', shape: [2] });
  for (let particle = 0; particle < 2 * each; particle++) {
    const pair = [0, 1].map((k) => posteriors[2 * particle + k] ?? NaN);
    expect((pair[0] ?? NaN) + (pair[1] ?? NaN)).toBeCloseTo(1, 5);
    const best = classes[particle] ?? NaN;
    expect(pair[best]).toBe(Math.max(...pair));
    for (let axis = 0; axis < 3; axis++) {
      expect(poses[3 * (2 * particle + best) + axis]).toBe(own[3 * particle + axis]);
    }
  }
  const counts = [0, 1].map((k) => outputs[`particles_class_${k}`]?.length ?? 0);
  expect(counts[0]).toBeGreaterThan(0);
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(2 * each);
  const map = findTexts(outputs['volume_class_1'] ?? all, 'map/path')?.[0] ?? '';
  expect((await readMrcVolume(join(projectDir, map))).width).toBe(boxPx);
  expect(pictures.some((path) => path.endsWith('class_1.png'))).toBe(true);
  expect(log.some((line) => line.includes('changed their map'))).toBe(true);
}, 60_000);

it('the number of maps must be that of the volumes', async () => {
  const inputs = { particles: [particles], volume: volumes };
  await expect(
    runJob('hetero_refine', { projectDir, params: { ...params, multirefine_K: 3 }, inputs }),
  ).rejects.toThrow('2 volumes are connected, but the number of maps is 3');
});
