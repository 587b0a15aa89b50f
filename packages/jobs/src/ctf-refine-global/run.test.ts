import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNumbers, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { writeTiltedParticles } from '../testing/write-particles.js';

const tiltA = [3e5, -2e5] as const;
let projectDir = '';
let inputs: Record<'particles' | 'volume', Dataset[]>;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'ctf-refine-global-'));
  const particles = await writeTiltedParticles(projectDir, tiltA);
  const params = { refine_symmetry: 'D2', refine_window_inner_A: 150 };
  const { outputs } = await runJob('homo_reconstruct', { projectDir, inputs: { particles: [particles] }, params });
  if (outputs['volume'] === undefined) throw new Error('no volume');
  inputs = { particles: [particles], volume: [outputs['volume']] };
}, 120_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const usual = { refine_symmetry: 'D2', refine_window_inner_A: 150, crg_min_res_A: 40 };

it('gives the particles of each exposure group its beam tilt, and draws what it saw', async () => {
  const params = { ...usual, crg_do_trefoil: false, crg_do_spherical: false, crg_do_tetrafoil: false };
  const { outputs, log, pictures } = await runJob('ctf_refine_global', { projectDir, inputs, params });
  const made = outputs['particles'];
  if (made === undefined) throw new Error('no particles');
  const tilt = findNumbers(made, 'ctf/tilt_A') ?? [];
  for (const row of [0, 1]) {
    expect(Math.abs((tilt[2 * row] ?? NaN) - tiltA[0])).toBeLessThan(6e4);
    expect(Math.abs((tilt[2 * row + 1] ?? NaN) - tiltA[1])).toBeLessThan(6e4);
  }
  // What was not looked for stays as it is.
  expect(new Set(Array.from(findNumbers(made, 'ctf/trefoil_A') ?? [NaN]))).toEqual(new Set([0]));
  expect(findNumbers(made, 'ctf/df1_A')).toEqual(findNumbers(inputs.particles[0] ?? made, 'ctf/df1_A'));
  expect(made.columns.has('alignments3D/pose')).toBe(true);
  expect(pictures.map((path) => path.split('/').at(-1))).toEqual(['phases_odd_3.png', 'phases_odd_4.png']);
  expect(log.at(-2)).toMatch(/^Exposure group 4 \(40 particles\): tilt .* Å; shift .* Å\.$/);
}, 60_000);

it('looks again with what was found, and draws no more groups than are asked for', async () => {
  const { log, pictures } = await runJob('ctf_refine_global', {
    projectDir,
    inputs,
    params: { ...usual, crg_num_iters: 2, crg_num_plots: 1 },
  });
  expect(pictures.map((path) => path.split('/').at(-1))).toEqual(['phases_odd_3.png', 'phases_even_3.png']);
  expect(log.at(-1)).toContain('tetrafoil');
}, 60_000);

it('refuses to look for nothing, and where there is nothing to compare', async () => {
  const none = { crg_do_tilt: false, crg_do_trefoil: false, crg_do_spherical: false, crg_do_tetrafoil: false };
  const with_ = (params: object) =>
    runJob('ctf_refine_global', { projectDir, inputs, params: { ...usual, ...params } });
  await expect(with_(none)).rejects.toThrow('Nothing to refine');
  await expect(with_({ crg_min_res_A: 12 })).rejects.toThrow('begin at a coarser resolution');
});
