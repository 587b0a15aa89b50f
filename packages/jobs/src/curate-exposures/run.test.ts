import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findIds, writeNpy } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'vitreous-curate-'));
  await writeNpy(join(projectDir, 'motion.npy'), Float64Array.of(0, 0, 3, 4, 3, 5), [3, 2]);
});
afterAll(() => rm(projectDir, { recursive: true }));

const exposures = createStandardDataset(3, {
  uid: BigUint64Array.of(1n, 2n, 2n ** 64n - 1n),
  'micrograph_blob/path': ['a.mrc', 'b.mrc', 'c.mrc'],
  'ctf/df1_A': [10_200, 20_000, 9000],
  'ctf/df2_A': [9800, 20_000, 9000],
  'ctf_stats/ctf_fit_to_A': [4, 5, NaN],
  'ctf_stats/ice_thickness_rel': [NaN, NaN, NaN],
  'rigid_motion/path': ['motion.npy', 'gone.npy', 'motion.npy'],
});
const picks = createStandardDataset(3, {
  uid: BigUint64Array.of(11n, 12n, 13n),
  'location/micrograph_uid': BigUint64Array.of(1n, 2n, 1n),
  'location/center_x_frac': [0.1, 0.2, 0.3],
  'location/center_y_frac': [0.5, 0.5, 0.5],
  'pick_stats/ncc_score': [0.3, 0.4, 0.5],
});

it('measures exposures, sorts them by limits and by hand, and writes both kinds with their particles', async () => {
  const defocus = { name: 'average_defocus', thresholds: [null, 15_000], active: true };
  const { outputs, answers, log } = await runJob('curate_exposures_v2', {
    projectDir,
    inputs: { exposures: [exposures], particles: [picks] },
    posts: [
      ['get_fields_and_thresholds', {}],
      ['set_thresholds', { fields: [{ ...defocus, thresholds: [2, 1] }] }],
      ['set_thresholds', { fields: [{ ...defocus, name: 'ice_thickness_rel' }] }],
      ['set_thresholds', { fields: [defocus] }],
      ['set_exposure_status', { uids: ['18446744073709551615'], status: 'rejected' }],
      ['get_exposures', { order_by: 'average_defocus', descending: true, limit: 1 }],
      ['get_values', { names: ['total_motion_dist', 'total_picks', 'ctf_fit_to_A'] }],
      ['get_picks', { uid: '2' }],
      ['shutdown_interactive', {}],
    ],
  });
  expect(answers.map(([status]) => status)).toEqual([200, 422, 404, 200, 200, 200, 200, 200, 200]);
  const contents = answers.map(([, content]) => content);
  expect(contents[0]).toMatchObject({ counts: { total: 3, accepted: 3 } });
  expect((contents[0] as { fields: { name: string }[] }).fields.map(({ name }) => name)).toEqual([
    'ctf_fit_to_A',
    'average_defocus',
    'astigmatism',
    'total_motion_dist',
    'max_intra_frame_motion',
    'total_picks',
    'pick_score_median',
  ]);
  expect(contents[5]).toMatchObject({
    total: 3,
    exposures: [
      {
        uid: '2',
        status: 'rejected',
        reasons: ['Defocus average: 20000 Å, above 15000 Å'],
        values: { total_picks: 1 },
      },
    ],
  });
  expect(contents[6]).toEqual({
    uids: ['1', '2', '18446744073709551615'],
    accepted: [true, false, false],
    values: { total_motion_dist: [6, null, 6], total_picks: [2, 1, 0], ctf_fit_to_A: [4, 5, null] },
  });
  expect(contents[7]).toMatchObject({ picks: [{ uid: '12', center_y_frac: 0.5 }] });
  const uidsOf = (name: string): bigint[] => Array.from(findIds(outputs[name] ?? exposures, 'uid') ?? []);
  expect(uidsOf('exposures_accepted')).toEqual([1n]);
  expect(uidsOf('exposures_rejected')).toEqual([2n, 2n ** 64n - 1n]);
  expect(uidsOf('particles_accepted')).toEqual([11n, 13n]);
  expect(uidsOf('particles_rejected')).toEqual([12n]);
  expect(outputs['exposures_accepted']?.columns.has('ctf/df1_A')).toBe(true);
  expect(log).toEqual(['1 of 3 exposures accepted.']);
});
