import { divideRawFrames } from '@vitreous/formats';
import { expect, it } from 'vitest';
import { groupFrames } from './group-frames.js';

it('is one to one where raw frames divide evenly', () => {
  const { positions, ...rest } = groupFrames(divideRawFrames(120, 6), 2, 3);
  expect(Array.from(positions)).toEqual([NaN, NaN, 0, 1, 2, NaN]);
  expect(rest).toEqual({ rawFrames: 20, first: 2, step: 1, share: 1 / 6 });
});

it('places frames of equal size between those that differ', () => {
  // 103 raw frames as 10: of 10 or 11. In equal groups of 10 there are 10, and 3 raw frames are left.
  const rawFrames = divideRawFrames(103, 10);
  const grouped = groupFrames(rawFrames, 0, 10);
  expect(grouped).toMatchObject({ rawFrames: 10, first: 0, step: 100 / 103, share: 10 / 103 });
  expect(grouped.positions.length).toBe(10);
  grouped.positions.forEach((at, group) => {
    // Ours stand evenly to within one raw frame, a tenth of a frame.
    const middle = (10 * (group + 0.5)) / 10.3 - 0.5;
    expect(Math.abs(at - Math.max(0, middle))).toBeLessThan(0.1);
  });
});

it('of fewer raw frames than a group may hold, makes as many frames as fit', () => {
  // 5 raw frames as 3 (1, 2, 2): groups of 2, so that one raw frame is left.
  expect(groupFrames(divideRawFrames(5, 3), 0, 3).positions.length).toBe(2);
});
