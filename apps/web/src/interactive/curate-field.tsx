import { useState, type ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { LimitHistogram } from '../design/limit-histogram.js';
import { LimitInput } from '../design/limit-input.js';

/** Something that was measured of the exposures, and the limits on it. */
export interface CuratedField {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
  readonly thresholds: readonly [number | null, number | null];
  readonly active: boolean;
  readonly histogram: { readonly min: number; readonly max: number; readonly counts: readonly number[] } | null;
}

type Limits = readonly [number | null, number | null];

/** One field: how its values are spread, and limits that are dragged or typed; at once how many lie outside. */
export function CurateField({
  field,
  values,
  onSet,
}: {
  field: CuratedField;
  values: readonly (number | null)[];
  onSet: (limits: Limits, active: boolean) => void;
}): ReactNode {
  const { title, unit, decimals, thresholds, active, histogram } = field;
  const [moving, setMoving] = useState<Limits | null>(null);
  const stored: Limits = active ? thresholds : [null, null];
  const [low, high] = moving ?? stored;
  const round = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(decimals)));
  const set = (least: number | null, most: number | null): void => {
    setMoving(null);
    const limits = [round(least), round(most)] as const;
    if (limits[0] === stored[0] && limits[1] === stored[1]) return;
    onSet(limits, limits[0] !== null || limits[1] !== null);
  };
  const outside = low === null && high === null ? 0 : values.filter((value) => !isWithin(value, low, high)).length;
  if (histogram !== null && histogram.min === histogram.max && !active) {
    return (
      <section className="limit-field" aria-label={title}>
        <h3>{title}</h3>
        <p className="faint">
          {histogram.min.toFixed(decimals)} {unit} in all of them
        </p>
      </section>
    );
  }
  const inUnit = unit === '' ? '' : ` ${unit}`;
  return (
    <section className="limit-field" aria-label={title}>
      <header>
        <h3>
          {title}
          {unit !== '' && <span className="faint"> ({unit})</span>}
        </h3>
        <span className={outside > 0 ? 'wrong' : 'faint'}>{outside > 0 && `${formatCount(outside)} outside`}</span>
      </header>
      {histogram !== null && (
        <LimitHistogram
          label={title}
          {...histogram}
          low={low}
          high={high}
          format={(value) => `${value.toFixed(decimals)}${inUnit}`}
          onMove={(...limits) => setMoving(limits)}
          onSet={set}
        />
      )}
      <div className="limit-inputs">
        <LimitInput
          label={`Least ${title}`}
          placeholder={histogram?.min.toFixed(decimals) ?? ''}
          value={low}
          decimals={decimals}
          onSet={(value) => set(value, high)}
        />
        <span className="faint">to</span>
        <LimitInput
          label={`Greatest ${title}`}
          placeholder={histogram?.max.toFixed(decimals) ?? ''}
          value={high}
          decimals={decimals}
          onSet={(value) => set(low, value)}
        />
      </div>
    </section>
  );
}

/** What was not measured is outside of any limit, as the job judges it. */
function isWithin(value: number | null, low: number | null, high: number | null): boolean {
  return value !== null && (low === null || value >= low) && (high === null || value <= high);
}
