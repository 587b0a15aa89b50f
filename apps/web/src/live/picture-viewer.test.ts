import { expect, it } from 'vitest';
import { listExposures } from './list-exposures.js';
import { zoomAt } from './picture-viewer.js';

it('keeps the point under the pointer where it is, and the frame covered', () => {
  const near = zoomAt({ x: 0, y: 0, scale: 1 }, 4, 100, 200, 400);
  // The point at 100 was a quarter of the picture across, and still is.
  expect((100 - near.x) / near.scale).toBeCloseTo(100);
  expect((200 - near.y) / near.scale).toBeCloseTo(200);
  expect(zoomAt(near, 0.01, 0, 0, 400)).toEqual({ x: 0, y: 0, scale: 1 });
  expect(zoomAt(near, 1e9, 0, 0, 400).scale).toBe(16);
});

it('sorts exposures by a number of theirs', () => {
  const one = (uid: number, verdict: string, defocus: number): never =>
    ({ uid, verdict, attributes: { average_defocus: defocus } }) as never;
  const all = [one(1, 'accepted', 5), one(2, 'failed', 0), one(3, 'accepted', 9)];
  const uids = (order: object): number[] =>
    listExposures(all, { verdict: 'all', sort: 'uid', up: false, ...order }).map(({ uid }) => uid);
  expect(uids({})).toEqual([3, 2, 1]);
  expect(uids({ verdict: 'accepted', sort: 'average_defocus', up: true })).toEqual([1, 3]);
});
