import { exposure } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { mergeExposures, nameOfFile, readExposure, readSeries } from './seen-exposure.js';

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
  expect(made(1)).toMatchObject({ verdict: 'waiting', more: { small: null, shape: null } });
  expect(made(1).more === null ? '' : nameOfFile(made(1).more as never)).toBe('movie-1.tiff');
  const ready = { stage: 'ready', preview_img_1x: ['abc'], micrograph_shape: [30, 40] };
  expect(made(1, ready)).toMatchObject({ verdict: 'accepted', more: { small: 'abc', shape: [30, 40] } });
  expect(made(1, { stage: 'ready', threshold_reject: true }).verdict).toBe('rejected');
  expect(made(1, { failed: true, manual_reject: true, fail_reason: 'broken' })).toMatchObject({
    verdict: 'failed',
    more: { failReason: 'broken' },
  });
});

it('reads numbers alone, in columns, as it reads records', () => {
  const [first, second] = readSeries({
    uid: [1, 2],
    average_defocus: [12_000, null],
    ready_at: [5, 0],
    manual_reject: [1, 0],
    exp_group_id: [4, 4],
  });
  expect(first).toMatchObject({ uid: 1, verdict: 'rejected', manualReject: true, groupId: 4, more: null });
  expect(first?.attributes.average_defocus).toBe(12_000);
  expect(second).toMatchObject({ verdict: 'waiting', attributes: { average_defocus: 0, ctf_fit_to_A: 0 } });
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
