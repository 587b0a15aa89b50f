import type { LivePreprocessingParams, PickingThresholds } from '@vitreous/schema';

type Picker = LivePreprocessingParams['current_picker'];
type Limits = Pick<LivePreprocessingParams, 'thresh_score_min' | 'thresh_power_min' | 'thresh_power_max'>;

/** The limits of a picker that were set before, as parameters of extraction; null when none were. */
export function limitsOfPicker(thresholds: PickingThresholds, picker: Picker): Limits | null {
  const [score, power] = [thresholds[`${picker}_ncc_score`], thresholds[`${picker}_power`]];
  if (score.value === null) return null;
  return {
    thresh_score_min: score.value,
    thresh_power_min: power.min_value,
    thresh_power_max: power.max_value,
  };
}

/** Notes the limits of a picker. */
export function setLimitsOfPicker(thresholds: PickingThresholds, picker: Picker, limits: Limits): void {
  thresholds[`${picker}_ncc_score`].value = limits.thresh_score_min;
  thresholds[`${picker}_power`].min_value = limits.thresh_power_min;
  thresholds[`${picker}_power`].max_value = limits.thresh_power_max;
}

/**
 * A change of parameters that turns to another picker brings that picker's own limits with it, unless the change names
 * others.
 */
export function withLimitsOfPicker(
  thresholds: PickingThresholds,
  before: LivePreprocessingParams,
  after: LivePreprocessingParams,
): LivePreprocessingParams {
  const own = limitsOfPicker(thresholds, after.current_picker);
  if (own === null || before.current_picker === after.current_picker) return after;
  const names = ['thresh_score_min', 'thresh_power_min', 'thresh_power_max'] as const;
  return names.every((name) => before[name] === after[name]) ? { ...after, ...own } : after;
}

type Range = readonly [least: number, greatest: number] | null;

/**
 * Widens the span of what has been seen of a picker's scores and powers, between which its limits can be set; false
 * when it is as wide already.
 */
export function widenSpan(thresholds: PickingThresholds, picker: Picker, score: Range, power: Range): boolean {
  let wider = false;
  for (const [span, seen] of [
    [thresholds[`${picker}_ncc_score`], score],
    [thresholds[`${picker}_power`], power],
  ] as const) {
    if (seen === null) continue;
    const [min, max] = [Math.min(seen[0], span.min ?? Infinity), Math.max(seen[1], span.max ?? -Infinity)];
    wider ||= min !== span.min || max !== span.max;
    Object.assign(span, { min, max });
  }
  return wider;
}

/** Forgets what was seen of a picker: its picks are made anew. */
export function forgetSpan(thresholds: PickingThresholds, picker: Picker): void {
  for (const span of [thresholds[`${picker}_ncc_score`], thresholds[`${picker}_power`]]) {
    Object.assign(span, { min: null, max: null });
  }
}

/** The limits that people set, without what was seen of picks. */
export function withoutSpans(thresholds: PickingThresholds): PickingThresholds {
  const kept = structuredClone(thresholds);
  for (const picker of ['blob', 'template'] as const) forgetSpan(kept, picker);
  return kept;
}
