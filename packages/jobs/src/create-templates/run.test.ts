import { copyFileSync, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  createAssembly,
  defaultParticleSettings,
  renderMap,
  simulateParticles,
  toOpticalSpecimen,
} from '@vitreous/algorithms';
import { createStandardDataset, findNumbers, findTexts, readMrc, writeMrc, type Dataset } from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

const [side, pixelSizeA] = [48, 5.2];
const settings = { ...defaultParticleSettings, count: 8, boxPx: side, pixelSizeA, snr: 1000, shiftPx: 0 };
const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'D7', massKda: 700, seed: 2 }));

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'vitreous-templates-'));
  await writeMrc(join(projectDir, 'map.mrc'), await renderMap(settings, specimen, { threads: 2 }), { pixelSizeA });
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const volumeOf = (path: string, size: number): Dataset =>
  createStandardDataset(1, { uid: BigUint64Array.of(1n), 'map/path': [path], 'map/psize_A': [size] });

it('writes evenly spread views of a map, in which the template picker finds its particles', async () => {
  const made = await runJob('create_templates', {
    projectDir,
    params: { num_templates: 12, symmetry: 'D7', lowpass_res: 20, psize_A: 6.5, box_size_pix: 40 },
    inputs: { volume: [volumeOf('map.mrc', pixelSizeA)] },
  });
  const templates = made.outputs['templates'] as Dataset;
  expect(templates.length).toBe(12);
  const [path] = findTexts(templates, 'blob/path') ?? [];
  const stack = await readMrc(join(projectDir, path ?? ''));
  expect([stack.count, stack.height, stack.width]).toEqual([12, 40, 40]);
  expect(Array.from(findNumbers(templates, 'blob/idx') ?? [])).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(Math.abs((findNumbers(templates, 'blob/psize_A')?.[0] ?? 0) / 6.5 - 1)).toBeLessThan(0.002);
  expect((await readFile(join(projectDir, made.pictures[0] ?? ''))).subarray(1, 4).toString()).toBe('PNG');

  // Eight particles of random views, without contrast transfer, in noise.
  const [width, height] = [400, 200];
  const random = createRandom(3);
  const data = Float32Array.from({ length: width * height }, () => random.normal());
  const places = Array.from({ length: 8 }, (_, i) => ({ x: 50 + 100 * (i % 4), y: 50 + 100 * Math.floor(i / 4) }));
  const bright = {
    ...settings,
    microscope: { accelKv: 300, csMm: 0, ampContrast: 0.9 },
    defocusRangeA: [0, 0] as const,
  };
  await simulateParticles({ ...bright, astigmatismA: 0 }, specimen, 4, (batch) => {
    let [least, most] = [Infinity, -Infinity];
    for (const value of batch) [least, most] = [Math.min(least, value), Math.max(most, value)];
    places.forEach(({ x, y }, particle) => {
      for (let i = 0; i < side * side; i++) {
        const at = (y - side / 2 + Math.floor(i / side)) * width + x - side / 2 + (i % side);
        data[at] = (data[at] ?? 0) - (6 * (batch[particle * side * side + i] ?? 0)) / (most - least);
      }
    });
    return Promise.resolve();
  });
  await writeMrc(join(projectDir, 'mic.mrc'), { height, width, data }, { pixelSizeA });
  const micrographs = createStandardDataset(1, {
    uid: BigUint64Array.of(7n),
    'micrograph_blob/path': ['mic.mrc'],
    'micrograph_blob/psize_A': [pixelSizeA],
  });
  const { outputs } = await runJob('template_picker_gpu', {
    projectDir,
    params: { diameter: 180, use_ctf: false, angular_spacing_deg: 12 },
    inputs: { micrographs: [micrographs], templates: [templates] },
  });
  const picks = outputs['particles'] as Dataset;
  const column = (name: string) => findNumbers(picks, name) ?? [];
  const [scores, xs, ys] = [
    column('pick_stats/ncc_score'),
    column('location/center_x_frac'),
    column('location/center_y_frac'),
  ];
  const best = Array.from({ length: picks.length }, (_, row) => row)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    .slice(0, 8);
  for (const { x, y } of places) {
    const near = best.filter((row) => Math.hypot((xs[row] ?? 0) * width - x, (ys[row] ?? 0) * height - y) < 4);
    expect(near).toHaveLength(1);
  }
});

it('refuses a group that is none, and a volume that is not there', async () => {
  const attempt = (params: Record<string, unknown>, volume: Dataset): Promise<unknown> =>
    runJob('create_templates', { projectDir, params, inputs: { volume: [volume] } });
  await expect(attempt({ symmetry: 'Q4' }, volumeOf('map.mrc', pixelSizeA))).rejects.toThrow('no symmetry');
  await expect(attempt({}, volumeOf('lost.mrc', pixelSizeA))).rejects.toThrow('lost.mrc');
  await expect(attempt({ psize_A: 60 }, volumeOf('map.mrc', pixelSizeA))).rejects.toThrow('expected 16 or more');
});

const data = resolve(import.meta.dirname, '../../../../../shared/data');
it.skipIf(!existsSync(data)).each([
  ['ngl_betaGal.mrc', 3.54, 'D2', 100],
  // Of 20 voxels, dense to the rim.
  ['EMD-3197.map', 11.4, 'C1', 20],
  ['cryojax_ribosome_4ug0_potential_cistem.mrc', 4, 'C1', 80],
])('projects the real map %s (needs ../shared/data)', async (name, size, symmetry, box) => {
  copyFileSync(join(data, name), join(projectDir, name));
  const made = await runJob('create_templates', {
    projectDir,
    params: { num_templates: 6, symmetry },
    inputs: { volume: [volumeOf(name, size)] },
  });
  const stack = await readMrc(
    join(projectDir, findTexts(made.outputs['templates'] as Dataset, 'blob/path')?.[0] ?? ''),
  );
  expect([stack.count, stack.width]).toEqual([6, box]);
  expect(stack.data.every((value) => Number.isFinite(value))).toBe(true);
  if (box === 20) return;
  // Protein is bright in the middle, and nothing is at the rim.
  for (let i = 0; i < 6; i++) {
    let [middle, inside, rim, outside] = [0, 0, 0, 0];
    stack.data.subarray(i * box * box, (i + 1) * box * box).forEach((value, at) => {
      const distance = Math.hypot((at % box) - box / 2, Math.floor(at / box) - box / 2) / box;
      if (distance < 0.15) [middle, inside] = [middle + value, inside + 1];
      if (distance > 0.45 && distance < 0.5) [rim, outside] = [rim + value, outside + 1];
    });
    expect(middle / inside).toBeGreaterThan(rim / outside);
  }
});
