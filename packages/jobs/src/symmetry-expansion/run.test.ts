import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findIds, findNumbers, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'symmetry-expansion-'));
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const particles = createStandardDataset(3, {
  uid: BigUint64Array.of(11n, 12n, 13n),
  'blob/path': ['a.mrcs', 'a.mrcs', 'b.mrcs'],
  'blob/idx': [0, 1, 0],
  'alignments3D/pose': [0, 0, 0, 0.2, -0.4, 1.1, 0, 0, 0.5],
  'alignments3D/shift': [1, 2, 3, 4, 5, 6],
  'alignments3D/psize_A': [2, 2, 2],
});

it('repeats particles under each rotation; ids are new, the particle and its half are known', async () => {
  const done = await runJob('symmetry_expansion', {
    projectDir,
    inputs: { particles: [particles] },
    params: { sym_symmetry: 'D3' },
  });
  const made = done.outputs['particles'];
  if (made === undefined) throw new Error('no particles');
  expect(made.length).toBe(18);
  expect(new Set(findIds(made, 'uid')).size).toBe(18);
  expect(Array.from(findIds(made, 'sym_expand/src_uid') ?? [])).toEqual(
    [11n, 12n, 13n].flatMap((uid) => new Array<bigint>(6).fill(uid)),
  );
  expect(Array.from(findNumbers(made, 'sym_expand/idx') ?? []).slice(6, 12)).toEqual([0, 1, 2, 3, 4, 5]);
  const poses = Array.from(findNumbers(made, 'alignments3D/pose') ?? []);
  // Copy 0 lies as the particle did.
  [0.2, -0.4, 1.1].forEach((value, i) => {
    expect(poses[18 + i]).toBeCloseTo(value, 5);
  });
  // The particle that was not turned is turned about z by thirds, and about axes across it by halves.
  const turns = Array.from({ length: 6 }, (_, i) => poses.slice(3 * i, 3 * i + 3));
  const angles = turns.map((turn) => (Math.hypot(...turn) * 180) / Math.PI).map(Math.round);
  expect(angles.sort((a, b) => a - b)).toEqual([0, 120, 120, 180, 180, 180]);
  const halves = Array.from(findNumbers(made, 'alignments3D/split') ?? []);
  for (const start of [0, 6, 12]) expect(new Set(halves.slice(start, start + 6)).size).toBe(1);
  expect(Array.from(findNumbers(made, 'alignments3D/shift') ?? []).slice(10, 14)).toEqual([1, 2, 3, 4]);

  const inputs = { particles: [made] };
  await expect(runJob('symmetry_expansion', { projectDir, inputs, params: { sym_symmetry: 'C2' } })).rejects.toThrow(
    'These particles are copies already',
  );
});

it.each([
  [{ sym_symmetry: 'X9' }, particles, 'There is no symmetry "X9"'],
  [{}, createStandardDataset(1, { uid: BigUint64Array.of(1n), 'blob/idx': [0] }), 'does not say how its particles lie'],
] as [Record<string, unknown>, Dataset, string][])('refuses %o', async (params, given, sentence) => {
  await expect(runJob('symmetry_expansion', { projectDir, inputs: { particles: [given] }, params })).rejects.toThrow(
    sentence,
  );
});
