import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findIds, withColumns, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'remove-duplicates-'));
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

/** Particles of two micrographs of 1000 x 500 pixels of 2 Å: at x = 100, 105, 300 Å in the first, 100 in the second. */
const picks = createStandardDataset(4, {
  uid: BigUint64Array.of(1n, 2n, 3n, 4n),
  'location/micrograph_uid': BigUint64Array.of(5n, 5n, 5n, 6n),
  'location/micrograph_shape': [500, 1000, 500, 1000, 500, 1000, 500, 1000],
  'location/micrograph_psize_A': [2, 2, 2, 2],
  'location/center_x_frac': [0.05, 0.0525, 0.15, 0.05],
  'location/center_y_frac': [0.5, 0.5, 0.5, 0.5],
  'pick_stats/ncc_score': [0.3, 0.4, 0.2, 0.1],
});

async function keptOf(particles: Dataset, params: Record<string, unknown> = {}): Promise<[kept: string, log: string]> {
  const { outputs, log } = await runJob('remove_duplicate_particles', {
    projectDir,
    inputs: { particles: [particles] },
    params,
  });
  const ids = (name: string): bigint[] => Array.from(findIds(outputs[name] ?? particles, 'uid') ?? []);
  const [kept, rejected] = [ids('particles_kept'), ids('particles_rejected')];
  expect(kept.length + rejected.length).toBe(particles.length);
  return [kept.join(), log.join('\n')];
}

it('keeps the better of two within the distance, each micrograph by itself', async () => {
  expect((await keptOf(picks))[0]).toBe('2,3,4');
  expect((await keptOf(picks, { min_dist_A: 4 }))[0]).toBe('1,2,3,4');
  expect((await keptOf(picks, { score_field: 'none' }))[0]).toBe('1,3,4');
  const [kept, log] = await keptOf(picks, { score_field: 'alignments3D/error' });
  expect(kept).toBe('1,3,4');
  expect(log).toContain('have no alignments3D/error: of duplicates the first is kept');
});

it('looks at where particles were aligned: centres less shifts', async () => {
  // The third comes to lie on the second: 300 - 195 = 105; the first goes far away.
  const aligned = withColumns(
    picks,
    createStandardDataset(4, {
      'alignments2D/shift': [-100, 0, 0, 0, 65, 0, 0, 0],
      'alignments2D/psize_A': [3, 3, 3, 3],
      'alignments2D/error': [1, 5, 4, 1],
    }),
  );
  expect((await keptOf(aligned))[0]).toBe('1,2,4');
  expect((await keptOf(aligned, { score_field: 'alignments2D/error' }))[0]).toBe('1,3,4');
  expect((await keptOf(aligned, { shift_key: 'none' }))[0]).toBe('2,3,4');
  await expect(keptOf(aligned, { shift_key: 'alignments3D' })).rejects.toThrow('have no alignments3D/shift');
});

it('copies of symmetry expansion stay together, or are undone', async () => {
  // Each particle twice, in one place; the second pair lies on the first.
  const copies = withColumns(
    picks,
    createStandardDataset(4, {
      'location/micrograph_uid': BigUint64Array.of(5n, 5n, 5n, 5n),
      'location/center_x_frac': [0.05, 0.05, 0.051, 0.051],
      'sym_expand/src_uid': BigUint64Array.of(8n, 8n, 9n, 9n),
      'sym_expand/idx': [0, 1, 0, 1],
      'pick_stats/ncc_score': [0.3, 0.3, 0.2, 0.2],
    }),
  );
  expect((await keptOf(copies))[0]).toBe('1,2');
  expect((await keptOf(copies, { sym_expand_action: 'one' }))[0]).toBe('1');
  expect((await keptOf(copies, { sym_expand_action: 'one', min_dist_A: 1 }))[0]).toBe('1,3');
});

it('says what is missing', async () => {
  const bare = createStandardDataset(1, { uid: BigUint64Array.of(1n), 'location/center_x_frac': [0.1] });
  await expect(keptOf(bare)).rejects.toThrow('have no location/micrograph_shape');
});
