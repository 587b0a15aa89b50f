import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findIds, findNumbers, writeMrc, type Dataset } from '@vitreous/formats';
import { createImage, createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

const [height, width, pixelSizeA] = [400, 480, 4];
const places = [
  { x: 100, y: 90 },
  { x: 300, y: 120 },
  { x: 200, y: 280 },
];
/** Two lobes of different size: brightness `x`, `y` pixels from the middle. */
const lobes = (x: number, y: number): number =>
  Math.exp(-((x + 6) ** 2 + y ** 2) / 50) + 0.8 * Math.exp(-((x - 8) ** 2 + y ** 2) / 20);

let projectDir = '';
let micrographs: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'template-job-'));
  const random = createRandom(5);
  const image = createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
  for (const place of places) {
    for (let y = -30; y < 30; y++) {
      for (let x = -30; x < 30; x++) {
        const at = (place.y + y) * width + place.x + x;
        // Particles are dark in a micrograph, and lie across the template here.
        image.data[at] = (image.data[at] ?? 0) - 3 * lobes(y, x);
      }
    }
  }
  await writeMrc(join(projectDir, 'one.mrc'), image, { pixelSizeA });
  const side = 64;
  const template = Float32Array.from({ length: 2 * side * side }, (_, i) =>
    i < side * side
      ? 0.01 * random.normal() + Math.exp(-((i % side) - 32) * 0.5)
      : lobes((i % side) - 32, Math.floor((i % (side * side)) / side) - 32),
  );
  await writeMrc(join(projectDir, 'templates.mrcs'), { count: 2, height: side, width: side, data: template });
  micrographs = createStandardDataset(1, {
    uid: BigUint64Array.of(7n),
    'micrograph_blob/path': ['one.mrc'],
    'micrograph_blob/psize_A': [pixelSizeA],
    'mscope_params/exp_group_id': [2],
  });
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const templates = (pixelSize: number[]): Dataset =>
  createStandardDataset(pixelSize.length, {
    uid: BigUint64Array.from(pixelSize, (_, i) => BigInt(i)),
    'blob/path': pixelSize.map(() => 'templates.mrcs'),
    'blob/idx': pixelSize.map((_, i) => 1 - i),
    'blob/psize_A': pixelSize,
  });

it('finds turned particles by the connected template, and names their micrograph', async () => {
  const { outputs, log, pictures } = await runJob('template_picker_gpu', {
    projectDir,
    params: { diameter: 160, angular_spacing_deg: 15 },
    inputs: { micrographs: [micrographs], templates: [templates([pixelSizeA])] },
  });
  const picks = outputs['particles'] as Dataset;
  const scores = findNumbers(picks, 'pick_stats/ncc_score') ?? [];
  const best = Array.from({ length: picks.length }, (_, row) => row)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    .slice(0, places.length);
  for (const { x, y } of places) {
    const near = best.filter(
      (row) =>
        Math.hypot(
          (findNumbers(picks, 'location/center_x_frac')?.[row] ?? NaN) * width - x,
          (findNumbers(picks, 'location/center_y_frac')?.[row] ?? NaN) * height - y,
        ) < 3,
    );
    expect(near).toHaveLength(1);
    const angle = findNumbers(picks, 'pick_stats/angle_rad')?.[near[0] ?? 0] ?? 0;
    // Turned by a quarter, whichever way round the lobes lie.
    expect(Math.abs(Math.sin(angle))).toBeGreaterThan(0.9);
  }
  expect(new Set(findIds(picks, 'location/micrograph_uid') ?? [])).toEqual(new Set([7n]));
  expect(findNumbers(picks, 'location/exp_group_id')?.[0]).toBe(2);
  expect(pictures).toHaveLength(1);
  expect(log.at(-1)).toBe('The CTF of 1 micrographs is not known: they were searched without it.');
});

it('refuses templates of different pixel sizes', async () => {
  await expect(
    runJob('template_picker_gpu', {
      projectDir,
      params: { diameter: 160 },
      inputs: { micrographs: [micrographs], templates: [templates([4, 3])] },
    }),
  ).rejects.toThrow('The templates are of different or unknown pixel sizes');
});
