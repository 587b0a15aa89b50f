import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findNumbers, withColumns, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { writeTiltedParticles } from '../testing/write-particles.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'ctf-refine-local-'));
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

it('gives each particle its defocus, and draws how much it changed', async () => {
  const truth = await writeTiltedParticles(projectDir, [0, 0]);
  const params = { refine_symmetry: 'D2', refine_window_inner_A: 150 };
  const { outputs } = await runJob('homo_reconstruct', { projectDir, inputs: { particles: [truth] }, params });
  const volume = outputs['volume'];
  if (volume === undefined) throw new Error('no volume');
  // Half of them are said to be 1500 Å nearer to focus than they are, half of them farther.
  const off = (name: string): number[] =>
    Array.from(findNumbers(truth, name) ?? [], (value, i) => value + (i % 2 === 0 ? -1500 : 1500));
  const said = createStandardDataset(truth.length, { 'ctf/df1_A': off('ctf/df1_A'), 'ctf/df2_A': off('ctf/df2_A') });
  const found = await runJob('ctf_refine_local', {
    projectDir,
    inputs: { particles: [withColumns(truth, said)], volume: [volume] },
    params: { ...params, crl_min_res_A: 40, crl_df_range: 3000 },
  });
  const errors = (table: Dataset | undefined): number[] => {
    const wanted = findNumbers(truth, 'ctf/df1_A') ?? [];
    const values = (table && findNumbers(table, 'ctf/df1_A')) ?? [];
    return Array.from(values, (value, i) => Math.abs(value - (wanted[i] ?? NaN))).sort((a, b) => a - b);
  };
  expect(errors(found.outputs['particles'])[truth.length >> 1]).toBeLessThan(400);
  expect(found.pictures.map((path) => path.split('/').at(-1))).toEqual(['defocus.svg']);
  expect(found.log.at(-1)).toMatch(/^The defocus of particles changed by 1\d\d\d Å/);
}, 120_000);
