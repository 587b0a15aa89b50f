import { exposure } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { mergeExposures, readExposure } from './seen-exposure.js';

const made = (uid: number, part: object = {}): ReturnType<typeof readExposure> =>
  readExposure(
    exposure.parse({
      uid,
      project_uid: 'P1',
      session_uid: 'S1',
      exp_group_id: 1,
      abs_file_path: `/data/movie-${uid}.tiff`,
      size: 1,
      discovered_at: '2026-01-01T00:00:10Z',
      ...part,
    }),
  );

it('judges an exposure: failure before rejection, rejection before readiness', () => {
  expect(made(1)).toMatchObject({ verdict: 'waiting', name: 'movie-1.tiff', foundAt: 1_767_225_610, small: null });
  expect(made(1, { stage: 'ready', preview_img_1x: ['abc'] })).toMatchObject({ verdict: 'accepted', small: 'abc' });
  expect(made(1, { stage: 'ready', threshold_reject: true }).verdict).toBe('rejected');
  expect(made(1, { failed: true, manual_reject: true, fail_reason: 'broken' })).toMatchObject({
    verdict: 'failed',
    failReason: 'broken',
  });
});

it('puts what changed into its place and what is new at its number', () => {
  const known = [made(1), made(3)];
  const merged = mergeExposures(known, [made(3, { stage: 'ready' }), made(2)]);
  expect(merged.map(({ uid, verdict }) => [uid, verdict])).toEqual([
    [1, 'waiting'],
    [2, 'waiting'],
    [3, 'accepted'],
  ]);
  expect(mergeExposures(known, [])).toBe(known);
});
