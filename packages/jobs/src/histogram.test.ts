import { expect, it } from 'vitest';
import { countInBins } from './histogram.js';

it('counts every finite value in one bin', () => {
  expect(countInBins([0, 1, 2, 3, 4, NaN, Infinity], 2)).toEqual({ min: 0, max: 4, counts: [2, 3] });
  expect(countInBins([7, 7], 3)).toEqual({ min: 7, max: 7, counts: [2, 0, 0] });
  expect(countInBins([NaN], 3)).toBeNull();
});
