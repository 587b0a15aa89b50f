import { expect, it } from 'vitest';
import { findThresholds, isKept } from './find-thresholds.js';

it('parts two groups of picks, and leaves out unusual powers', () => {
  // 300 noise picks around a score of 0.1, 100 particles around 0.5 with powers about 10, and one lump of ice.
  const wave = (i: number): number => Math.sin(i * 12.9898) * 0.05;
  const scores = Array.from({ length: 401 }, (_, i) => (i < 300 ? 0.1 : 0.5) + wave(i));
  const powers = Array.from({ length: 401 }, (_, i) => (i === 400 ? 80 : i < 300 ? 3 : 10 + 20 * wave(i)));
  const thresholds = findThresholds(scores, powers);
  expect(thresholds.ncc_score_thresh).toBeGreaterThan(0.15);
  expect(thresholds.ncc_score_thresh).toBeLessThan(0.45);
  const kept = scores.flatMap((score, i) => (isKept(thresholds, score, powers[i] ?? NaN) ? [i] : []));
  expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => 300 + i));
});

it('finds nothing in no picks', () => {
  expect(findThresholds([], [])).toEqual({ ncc_score_thresh: null, lpower_thresh_min: null, lpower_thresh_max: null });
});
