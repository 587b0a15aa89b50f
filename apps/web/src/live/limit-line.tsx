import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { AxisLimits, PointAxis } from './point-plot.js';

interface Props {
  readonly side: 'x' | 'y';
  readonly axis: PointAxis;
  readonly range: { readonly min: number; readonly max: number };
  /** Of the plot's inner part, in its frame. */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

/** The least and the greatest value of an axis, as lines across the plot that are dragged or moved by arrows. */
export function LimitLine({ side, axis, range, box }: Props): ReactNode {
  const { title, limits = { low: null, high: null }, onMove, onSet, format } = axis;
  const held = useRef(false);
  const places = {
    low: limits.low === null ? 0 : placeOf(limits.low),
    high: limits.high === null ? 1 : placeOf(limits.high),
  };
  function placeOf(value: number): number {
    return Math.min(1, Math.max(0, (value - range.min) / (range.max - range.min)));
  }
  /** The limits when one goes to a place, 0 at the least value; at its end it is open. */
  const moved = (which: 'low' | 'high', to: number): AxisLimits => {
    const place = which === 'low' ? Math.min(Math.max(to, 0), places.high) : Math.max(Math.min(to, 1), places.low);
    const value = range.min + place * (range.max - range.min);
    if (which === 'low') return { ...limits, low: place < 0.005 ? null : value };
    return { ...limits, high: place > 0.995 ? null : value };
  };
  const placeAt = ({ currentTarget, clientX, clientY }: PointerEvent): number => {
    const { left, top } = currentTarget.parentElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
    if (side === 'x') return (clientX - left - box.left) / box.width;
    return 1 - (clientY - top - box.top) / box.height;
  };
  const onKey = (which: 'low' | 'high') => (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -0.01,
      ArrowDown: -0.01,
      ArrowRight: 0.01,
      ArrowUp: 0.01,
      PageDown: -0.1,
      PageUp: 0.1,
      Home: -1,
      End: 1,
    };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSet?.(moved(which, places[which] + by));
  };
  return (['low', 'high'] as const).map((which) => {
    const value = limits[which];
    const at = places[which];
    return (
      <span
        key={which}
        role="slider"
        tabIndex={0}
        className={`limit-line ${side} ${value === null ? 'open' : ''}`}
        aria-label={`${which === 'low' ? 'Least' : 'Greatest'} ${title}`}
        aria-orientation={side === 'x' ? 'horizontal' : 'vertical'}
        aria-valuemin={range.min}
        aria-valuemax={range.max}
        aria-valuenow={value ?? (which === 'low' ? range.min : range.max)}
        aria-valuetext={value === null ? 'no limit' : format(value)}
        style={
          side === 'x'
            ? { left: box.left + at * box.width, top: box.top, height: box.height }
            : { top: box.top + (1 - at) * box.height, left: box.left, width: box.width }
        }
        onClick={(event) => event.stopPropagation()}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          event.stopPropagation();
          held.current = true;
        }}
        onPointerMove={(event) => {
          if (held.current) onMove?.(moved(which, placeAt(event)));
        }}
        onPointerUp={(event) => {
          if (held.current) onSet?.(moved(which, placeAt(event)));
          held.current = false;
        }}
        onKeyDown={onKey(which)}
      >
        {value !== null && <span className="value">{format(value)}</span>}
      </span>
    );
  });
}
