import { findNumbers, type Dataset } from '@vitreous/formats';

/** Least score, least and greatest local power; null for no limit. */
export interface PickLimits {
  readonly scoreMin: number | null;
  readonly powerMin: number | null;
  readonly powerMax: number | null;
}

/** Rows within the limits. Picks without scores (made by hand) pass. */
export function choosePicks(picks: Dataset, { scoreMin, powerMin, powerMax }: PickLimits): number[] {
  const scores = findNumbers(picks, 'pick_stats/ncc_score');
  const powers = findNumbers(picks, 'pick_stats/power');
  const within = (value: number | undefined, least: number | null, most: number | null): boolean =>
    value === undefined || ((least === null || value >= least) && (most === null || value <= most));
  return Array.from({ length: picks.length }, (_, row) => row).filter(
    (row) => within(scores?.[row], scoreMin, null) && within(powers?.[row], powerMin, powerMax),
  );
}
