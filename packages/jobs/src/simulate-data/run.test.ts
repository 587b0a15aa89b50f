import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNumbers, findTexts, readMrcHeader } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await realpath(await mkdtemp(join(tmpdir(), 'simulate-data-')));
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const small = { num_particles: 20, box_size_pix: 48, psize_A: 5, mass_kda: 200, df_min_A: 9000, df_max_A: 11_000 };

it('makes particles whose poses and CTF are known, the same for the same seed', async () => {
  const { outputs, pictures } = await runJob('simulate_data', { projectDir, params: small });
  const { particles, volume } = outputs;
  if (particles === undefined || volume === undefined) throw new Error('an output is missing');
  expect(particles.length).toBe(20);
  const [stack = ''] = findTexts(particles, 'blob/path') ?? [];
  expect(await readMrcHeader(join(projectDir, stack))).toMatchObject({ sections: 20, width: 48, pixelSizeA: 5 });
  const defocus = Array.from(findNumbers(particles, 'ctf/df1_A') ?? []);
  expect(Math.min(...defocus)).toBeGreaterThan(8500);
  expect(Math.max(...defocus)).toBeLessThan(11_500);
  const [map = ''] = findTexts(volume, 'map/path') ?? [];
  expect((await readMrcHeader(join(projectDir, map))).sections).toBe(48);
  expect(pictures).toHaveLength(1);

  const again = await runJob('simulate_data', { projectDir, params: small });
  const poses = findNumbers(particles, 'alignments3D/pose');
  expect(again.outputs['particles']?.columns.get('alignments3D/pose')?.data).toEqual(poses);
  const other = await runJob('simulate_data', { projectDir, params: { ...small, random_seed: 2 } });
  expect(other.outputs['particles']?.columns.get('alignments3D/pose')?.data).not.toEqual(poses);
});

it('takes a model only from where its user may read', async () => {
  const model = join(projectDir, 'one.pdb');
  const atom = 'ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C';
  await writeFile(model, `${atom}\n${atom.replace('11.104', '21.104')}\nEND\n`);
  const params = { ...small, model_path: model };
  const { outputs } = await runJob('simulate_data', { projectDir, params });
  expect(outputs['particles']?.length).toBe(20);
  const reading = { allowed: ['/nowhere'], closed: [] };
  await expect(runJob('simulate_data', { projectDir, params, reading })).rejects.toThrow('outside the folders');
});

it.each([
  [{ box_size_pix: 16 }, 'take a larger box or pixel'],
  [{ df_min_A: 20_000 }, 'a lower and a higher value'],
  [{ model_path: '/nowhere/model.pdb' }, '/nowhere'],
])('refuses %o', async (wrong, sentence) => {
  await expect(runJob('simulate_data', { projectDir, params: { ...small, ...wrong } })).rejects.toThrow(sentence);
});
