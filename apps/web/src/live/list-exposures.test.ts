import { expect, it } from 'vitest';
import { listExposures } from './list-exposures.js';
import { readSeries } from './seen-exposure.js';

const all = readSeries({
  uid: [1, 2, 3, 4],
  ctf_fit_to_A: [5, 0, 3, 5],
  ready_at: [9, 9, 9, 0],
  failed: [0, 1, 0, 0],
});
const uids = (verdict: 'all' | 'accepted', sort: string): number[] =>
  listExposures(all, { verdict, sort }).map(({ uid }) => uid);

it('sorts exposures by a number of theirs, with what could not be measured last either way', () => {
  expect(uids('all', '-uid')).toEqual([4, 3, 2, 1]);
  expect(uids('all', 'ctf_fit_to_A')).toEqual([3, 1, 4, 2]);
  expect(uids('all', '-ctf_fit_to_A')).toEqual([4, 1, 3, 2]);
  expect(uids('accepted', 'uid')).toEqual([1, 3]);
});
