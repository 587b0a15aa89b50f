import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findNumbers, withColumns, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { writeTiltedParticles } from '../testing/write-particles.js';

const tiltA = [3e5, -2e5] as const;
let projectDir = '';
let inputs: Record<'particles' | 'volume', Dataset[]>;
let truth: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'homo-refine-'));
  truth = await writeTiltedParticles(projectDir, tiltA);
  const params = { refine_symmetry: 'D2', refine_window_inner_A: 150 };
  const { outputs } = await runJob('homo_reconstruct', { projectDir, inputs: { particles: [truth] }, params });
  if (outputs['volume'] === undefined) throw new Error('no volume');
  const off = (name: string): number[] =>
    Array.from(findNumbers(truth, name) ?? [], (value, i) => value + (i % 4 < 2 ? -800 : 800));
  const said = createStandardDataset(truth.length, { 'ctf/df1_A': off('ctf/df1_A'), 'ctf/df2_A': off('ctf/df2_A') });
  inputs = { particles: [withColumns(truth, said)], volume: [outputs['volume']] };
}, 120_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const usual = { refine_symmetry: 'D2', refine_window_inner_A: 150, refine_res_init: 40 };

it('finds beam tilt and defocus once poses get no better, and goes on with them', async () => {
  const { outputs, log } = await runJob('homo_refine_new', {
    projectDir,
    inputs,
    params: {
      ...usual,
      ...{ refine_ctf_global_refine: true, crg_min_res_A: 40, crg_do_trefoil: false },
      ...{ crg_do_spherical: false, crg_do_tetrafoil: false },
      ...{ refine_defocus_refine: true, crl_min_res_A: 40, crl_df_range: 2000 },
    },
  });
  const made = outputs['particles'];
  if (made === undefined) throw new Error('no particles');
  const tilt = Array.from(findNumbers(made, 'ctf/tilt_A') ?? []);
  expect(Math.abs((tilt[0] ?? NaN) - tiltA[0])).toBeLessThan(1e5);
  expect(Math.abs((tilt[1] ?? NaN) - tiltA[1])).toBeLessThan(1e5);
  const wanted = findNumbers(truth, 'ctf/df1_A') ?? [];
  const errors = Array.from(findNumbers(made, 'ctf/df1_A') ?? [], (value, i) => Math.abs(value - (wanted[i] ?? NaN)));
  expect(errors.sort((a, b) => a - b)[errors.length >> 1]).toBeLessThan(400);
  // Iterations follow what was found.
  const found = log.findIndex((line) => line.startsWith('The defocus of particles changed'));
  expect(found).toBeGreaterThan(log.findIndex((line) => line.startsWith('iteration 1')));
  expect(log.findLastIndex((line) => line.startsWith('iteration'))).toBeGreaterThan(found);
  expect((await readdir(projectDir, { recursive: true })).filter((name) => name.includes('refine.c'))).toEqual([]);
}, 120_000);

it('leaves the CTF as it is where it is not asked to find it, and refuses to find what it ignores', async () => {
  const params = { ...usual, refine_num_max_iterations: 1 };
  const { outputs } = await runJob('homo_refine_new', { projectDir, inputs, params });
  const [given] = inputs.particles;
  expect(outputs['particles'] && findNumbers(outputs['particles'], 'ctf/df1_A')).toEqual(
    given && findNumbers(given, 'ctf/df1_A'),
  );
  const both = { ...params, refine_do_ctf: false, refine_defocus_refine: true };
  await expect(runJob('homo_refine_new', { projectDir, inputs, params: both })).rejects.toThrow('refine_do_ctf');
}, 60_000);
