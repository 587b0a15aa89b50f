import type { LiveExposureAttributes } from '@vitreous/schema';

/** Values that are looked at: the latest ones. */
export const alertWindow = 25;
/** An alert is raised when fewer than this share of them are in bounds. */
export const leastInBounds = 0.25;
/** Values after an alert that raise none: what is wrong need not be said with every exposure. */
export const silentFor = 500;

/** Bounds of what is measured of each exposure; null is no bound. */
export interface AlertRule {
  readonly attribute: keyof LiveExposureAttributes;
  readonly min: number | null;
  readonly max: number | null;
}

export interface AlertState {
  /** The latest values, at most `alertWindow`, oldest first. */
  readonly recent: readonly number[];
  /** Values still to come that raise nothing. */
  readonly silent: number;
}

export const noValues: AlertState = { recent: [], silent: 0 };

export function countInBounds({ min, max }: AlertRule, values: readonly number[]): number {
  return values.filter((value) => (min === null || value >= min) && (max === null || value <= max)).length;
}

/** Takes the value of one more exposure into account, and says whether it is time for an alert. */
export function noteValue(
  rule: AlertRule,
  { recent, silent }: AlertState,
  value: number,
): { readonly state: AlertState; readonly alert: boolean } {
  const latest = [...recent, value].slice(-alertWindow);
  const isBad = latest.length === alertWindow && countInBounds(rule, latest) < leastInBounds * alertWindow;
  const alert = isBad && silent === 0;
  return { state: { recent: latest, silent: alert ? silentFor : Math.max(0, silent - 1) }, alert };
}
