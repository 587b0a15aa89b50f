import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createStandardDataset,
  findIds,
  findNumbers,
  findTexts,
  readMrc,
  writeMrc,
  type Dataset,
} from '@vitreous/formats';
import { createImage, createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

const [height, width, pixelSizeA] = [200, 260, 2];
/** Where dark spots are, in whole pixels. */
const spots = [
  { x: 80, y: 70 },
  { x: 150, y: 100 },
  { x: 5, y: 5 },
];
/** Shifts in pixels of 4 Å: the middle lies at the pick minus the shift. */
const shifts = [
  [-2, 1.5],
  [1.25, -3],
  [0, 0],
] as const;

let projectDir = '';
let micrographs: Dataset;

beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'extract-job-'));
  const random = createRandom(3);
  const image = createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => 10 + random.normal()),
  );
  for (const { x, y } of spots) image.data[y * width + x] = -500;
  await writeMrc(join(projectDir, 'one.mrc'), image, { pixelSizeA });
  await writeFile(join(projectDir, 'broken.mrc'), 'no image');
  micrographs = createStandardDataset(2, {
    uid: BigUint64Array.of(7n, 8n),
    'micrograph_blob/path': ['one.mrc', 'broken.mrc'],
    'micrograph_blob/psize_A': [pixelSizeA, pixelSizeA],
    'mscope_params/exp_group_id': [3, 3],
  });
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

/** Picks that miss the spots by the shifts of their 2D alignment. */
const alignedPicks = (): Dataset =>
  createStandardDataset(spots.length, {
    uid: BigUint64Array.from(spots, (_, row) => BigInt(row + 1)),
    'location/micrograph_uid': BigUint64Array.from(spots, () => 7n),
    'location/center_x_frac': spots.map(({ x }, row) => (x + 2 * (shifts[row]?.[0] ?? 0)) / width),
    'location/center_y_frac': spots.map(({ y }, row) => (y + 2 * (shifts[row]?.[1] ?? 0)) / height),
    'pick_stats/ncc_score': [0.5, 0.6, 0.7],
    'alignments2D/shift': shifts.flat(),
    'alignments2D/psize_A': [4, 4, 4],
  });

describe.each(['extract_micrographs_multi', 'extract_micrographs_cpu_parallel'])('%s', (type) => {
  it('centres boxes on what alignment found, and says what is left', async () => {
    const { outputs } = await runJob(type, {
      projectDir,
      params: { box_size_pix: 32 },
      inputs: { micrographs: [micrographs], particles: [alignedPicks()] },
    });
    const particles = outputs['particles'] as Dataset;
    // The third would reach over the edge.
    expect(Array.from(findIds(particles, 'uid') ?? [])).toEqual([1n, 2n]);
    const stack = await readMrc(join(projectDir, findTexts(particles, 'blob/path')?.[0] ?? ''));
    for (let i = 0; i < 2; i++) {
      const box = stack.data.subarray(i * 1024, (i + 1) * 1024);
      // Protein is bright in particles: the dark spot is the greatest value, in the box's centre.
      expect(box.indexOf(Math.max(...box))).toBe(16 * 32 + 16);
    }
    expect(
      Array.from(findNumbers(particles, 'alignments2D/shift') ?? [], (shift) => Math.abs(shift) < 1e-4),
    ).not.toContain(false);
    expect(findNumbers(particles, 'location/exp_group_id')).toEqual(Uint32Array.of(3, 3));
    expect(findNumbers(particles, 'pick_stats/ncc_score')).toEqual(Float32Array.of(0.5, 0.6));
    expect(Array.from(findIds(outputs['micrographs'] as Dataset, 'uid') ?? [])).toEqual([7n, 8n]);
  });
});

it('leaves boxes at the picks when it is not to recentre; shifts then lead from the box to the middle', async () => {
  const { outputs } = await runJob('extract_micrographs_multi', {
    projectDir,
    params: { box_size_pix: 32, bin_size_pix: 16, recenter_using_shifts: false },
    inputs: { micrographs: [micrographs], particles: [alignedPicks()] },
  });
  const particles = outputs['particles'] as Dataset;
  const shift = Array.from(findNumbers(particles, 'alignments2D/shift') ?? []);
  // Boxes lie on whole pixels of 2 Å: picks at half pixels move by one of them at most.
  expect(shift[0]).toBeCloseTo(-2, 4);
  expect(shift[1]).toBeCloseTo(1.5, 4);
  expect(Math.abs((shift[2] ?? 0) - 1.25)).toBeLessThan(0.2501);
  const [x] = Array.from(findNumbers(particles, 'location/center_x_frac') ?? []);
  expect((x ?? 0) * width).toBeCloseTo(80 - 4, 3);
  expect(findNumbers(particles, 'blob/psize_A')).toEqual(Float32Array.of(4, 4));
});

it('keeps micrographs that failed apart', async () => {
  const lost = createStandardDataset(1, {
    uid: BigUint64Array.of(99n),
    'location/micrograph_uid': BigUint64Array.of(8n),
    'location/center_x_frac': [0.5],
    'location/center_y_frac': [0.5],
  });
  const { outputs, log } = await runJob('extract_micrographs_multi', {
    projectDir,
    params: { box_size_pix: 32 },
    inputs: { micrographs: [micrographs], particles: [alignedPicks(), lost] },
  });
  expect(Array.from(findIds(outputs['micrographs'] as Dataset, 'uid') ?? [])).toEqual([7n]);
  expect(Array.from(findIds(outputs['micrographs_incomplete'] as Dataset, 'uid') ?? [])).toEqual([8n]);
  expect(outputs['particles']?.length).toBe(2);
  expect(log[1]).toContain('broken.mrc');
});
