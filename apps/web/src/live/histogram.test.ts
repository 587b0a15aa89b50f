import { expect, it } from 'vitest';
import { countInBins } from './histogram.js';

it('counts every number once, the greatest in the last bin', () => {
  expect(countInBins([0, 1, 2, 3, 4], 4)).toEqual({ min: 0, max: 4, counts: [1, 1, 1, 2] });
});

it('is not broken by what is no number, nor by one value alone', () => {
  expect(countInBins([NaN, 2, Infinity, 4, -Infinity], 2)).toEqual({ min: 2, max: 4, counts: [1, 1] });
  expect(countInBins([NaN, NaN])).toBeNull();
  expect(countInBins([])).toBeNull();
  const one = countInBins([20, 20], 5);
  expect([one?.min, one?.max]).toEqual([19, 21]);
  expect(one?.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(countInBins([0])).toMatchObject({ min: -0.5, max: 0.5 });
});
