import { countInBins } from '../histogram.js';

/** Limits that a pick must keep; null leaves a side open. */
export interface PickThresholds {
  readonly ncc_score_thresh: number | null;
  readonly lpower_thresh_min: number | null;
  readonly lpower_thresh_max: number | null;
}

const bins = 100;
/** Powers so many robust deviations from the middle are unusual. */
const usualDeviations = 3;
/** A normal distribution's deviation over its median absolute deviation. */
const deviationOfMad = 1.4826;

export function isKept(
  { ncc_score_thresh, lpower_thresh_min, lpower_thresh_max }: PickThresholds,
  score: number,
  power: number,
): boolean {
  return (
    (ncc_score_thresh === null || score >= ncc_score_thresh) &&
    (lpower_thresh_min === null || power >= lpower_thresh_min) &&
    (lpower_thresh_max === null || power <= lpower_thresh_max)
  );
}

/**
 * Limits from the picks alone: the score that parts them into two groups of least variance within (Otsu 1979), and the
 * powers that are usual among those above it.
 */
export function findThresholds(scores: ArrayLike<number>, powers: ArrayLike<number>): PickThresholds {
  const histogram = countInBins(scores, bins);
  if (histogram === null) return { ncc_score_thresh: null, lpower_thresh_min: null, lpower_thresh_max: null };
  const { min, max, counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const moment = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let [below, momentBelow, best, first, last] = [0, 0, 0, 0, 0];
  for (const [bin, count] of counts.entries()) {
    below += count;
    momentBelow += count * bin;
    if (below === 0 || below === total) continue;
    const apart = momentBelow / below - (moment - momentBelow) / (total - below);
    const between = below * (total - below) * apart * apart;
    if (between > best) [best, first, last] = [between, bin, bin];
    // A gap between the groups is cut in its middle.
    else if (count === 0 && last === bin - 1) last = bin;
  }
  const threshold = min + ((max - min) * ((first + last) / 2 + 1)) / bins;
  const kept = Array.from(powers).filter((_, i) => (scores[i] ?? NaN) >= threshold);
  const middle = median(kept);
  const spread = usualDeviations * deviationOfMad * median(kept.map((power) => Math.abs(power - middle)));
  return { ncc_score_thresh: threshold, lpower_thresh_min: middle - spread, lpower_thresh_max: middle + spread };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
