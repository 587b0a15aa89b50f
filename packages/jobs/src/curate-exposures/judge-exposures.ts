import type { MeasuredField } from './measure-exposures.js';

/** A field with its limits; null leaves a side open. Limits count while `active`. */
export interface Threshold {
  readonly name: string;
  readonly thresholds: readonly [number | null, number | null];
  readonly active: boolean;
}

export type Choice = 'accepted' | 'rejected';

export interface Judgement {
  readonly status: Choice;
  /** A person's own choice, which wins. */
  readonly manual: Choice | null;
  /** What the limits say against it, whoever wins. */
  readonly reasons: readonly string[];
}

/** Accepts and rejects exposure `row`. One that lacks a value within active limits is outside of them. */
export function judgeExposure(
  row: number,
  fields: readonly MeasuredField[],
  limits: ReadonlyMap<string, Threshold>,
  manual: Choice | null,
): Judgement {
  const reasons = fields.flatMap(({ name, title, unit, decimals, values }) => {
    const limit = limits.get(name);
    if (limit?.active !== true) return [];
    const [least, most] = limit.thresholds;
    if (least === null && most === null) return [];
    const value = values[row] ?? NaN;
    const told = (number: number): string => `${number.toFixed(decimals)}${unit === '' ? '' : ` ${unit}`}`;
    if (!Number.isFinite(value)) return [`${title}: not measured`];
    if (least !== null && value < least) return [`${title}: ${told(value)}, below ${told(least)}`];
    if (most !== null && value > most) return [`${title}: ${told(value)}, above ${told(most)}`];
    return [];
  });
  return { status: manual ?? (reasons.length === 0 ? 'accepted' : 'rejected'), manual, reasons };
}
