import { useMemo, type ReactNode } from 'react';
import { LimitHistogram } from '../design/limit-histogram.js';
import { LimitInput } from '../design/limit-input.js';
import { countInBins } from './histogram.js';
import type { PointAxis } from './point-plot.js';

/** How a number is spread, between limits that are dragged or typed. */
export function LimitField({ axis }: { axis: PointAxis }): ReactNode {
  const { title, values, limits = { low: null, high: null }, onMove, onSet, format } = axis;
  const histogram = useMemo(() => countInBins(values, 60), [values]);
  if (histogram === null) return null;
  const decimals = /\.(\d+)/.exec(format(0.123456))?.[1]?.length ?? 0;
  const { low, high } = limits;
  return (
    <section className="sheet limit-sheet" aria-label={`Limits of ${title}`}>
      <h3>{title}</h3>
      <LimitHistogram
        label={title}
        {...histogram}
        low={low}
        high={high}
        format={format}
        onMove={(least, most) => onMove?.({ low: least, high: most })}
        onSet={(least, most) => onSet?.({ low: least, high: most })}
      />
      <div className="limit-inputs">
        <LimitInput
          label={`Least ${title}, as a number`}
          placeholder={histogram.min.toFixed(decimals)}
          value={low}
          decimals={decimals}
          onSet={(value) => onSet?.({ low: value, high })}
        />
        <LimitInput
          label={`Greatest ${title}, as a number`}
          placeholder={histogram.max.toFixed(decimals)}
          value={high}
          decimals={decimals}
          onSet={(value) => onSet?.({ low, high: value })}
        />
      </div>
    </section>
  );
}
