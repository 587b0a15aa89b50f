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
