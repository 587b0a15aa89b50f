import { expect, it } from 'vitest';
import { amplitudeLeft, criticalExposure } from './radiation-damage.js';

it('is that of Grant and Grigorieff', () => {
  // 0.24499 * 0.1^-1.6649 + 2.8141 by hand.
  expect(criticalExposure(0.1, 300)).toBeCloseTo(14.14, 1);
  expect(criticalExposure(0.1, 200)).toBeCloseTo(0.8 * 14.14, 1);
  expect(criticalExposure(0.1, 100)).toBeCloseTo(0.57 * 14.14, 1);
  expect(amplitudeLeft(0, 1000, 300)).toBe(1);
  expect(amplitudeLeft(0.25, 20, 300)).toBeCloseTo(Math.exp(-20 / (2 * criticalExposure(0.25, 300))), 12);
});
