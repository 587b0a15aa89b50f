import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, type Dataset } from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { makeTestHalves, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let volume: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'orientation-'));
  volume = await writeVolume(projectDir, 'halves', await makeTestHalves(0.1));
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

/** Particles turned about z only, seen within `tilt` of it. */
function particles(tilt: number): Dataset {
  const random = createRandom(3);
  const count = 2000;
  const poses = Array.from({ length: count }, () => {
    const around = 2 * Math.PI * random.uniform();
    return [tilt * Math.cos(around) * random.uniform(), tilt * Math.sin(around), 0];
  });
  return createStandardDataset(count, {
    uid: BigUint64Array.from(poses, (_, i) => BigInt(i + 1)),
    'alignments3D/pose': poses.flat(),
    'alignments3D/shift': new Float32Array(2 * count),
    'alignments3D/psize_A': new Float32Array(count).fill(3),
  });
}

it('tells how alike directions are, and how evenly views fill Fourier space', async () => {
  const inputs = { volume: [volume], particles: [particles(0.4)] };
  const { log, pictures } = await runJob('orientation_diagnostics', { projectDir, inputs });
  expect(pictures.map((path) => path.split('/').at(-1))).toEqual([
    'cones.svg',
    'areas.svg',
    'directions.svg',
    'sampling.svg',
  ]);
  const path = /All figures: (\S+)\.$/.exec(log.at(-1) ?? '')?.[1] ?? '';
  const figures = JSON.parse(await readFile(join(projectDir, path), 'utf8')) as Record<string, number> & {
    cones: { axis: number[]; area: number; resolution_A: number }[];
  };
  // Noise and map are the same in all directions; views are not.
  expect(figures['cfar']).toBeGreaterThan(0.5);
  expect(figures['scf']).toBeLessThan(0.3);
  expect(figures['unseen']).toBeGreaterThan(0.2);
  expect(figures.cones.length).toBeGreaterThan(300);
  expect(figures['worst_direction_A']).toBeGreaterThanOrEqual(figures['median_direction_A'] ?? NaN);
});

it('does without particles', async () => {
  const { pictures, log } = await runJob('orientation_diagnostics', { projectDir, inputs: { volume: [volume] } });
  expect(pictures.length).toBe(2);
  expect(log.join('\n')).not.toContain('Sampling compensation');
});
