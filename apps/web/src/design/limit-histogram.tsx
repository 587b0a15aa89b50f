import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly counts: readonly number[];
  /** Of the least and the greatest bin. */
  readonly min: number;
  readonly max: number;
  /** Limits; null where a side is open. */
  readonly low: number | null;
  readonly high: number | null;
  /** Only a lower limit is asked for. */
  readonly onlyLow?: boolean;
  readonly format: (value: number) => string;
  /** While a limit is dragged. */
  readonly onMove: (low: number | null, high: number | null) => void;
  /** When it is let go. */
  readonly onSet: (low: number | null, high: number | null) => void;
}

/** Bars of how often values are, between limits that are dragged or moved by arrows. */
export function LimitHistogram(props: Props): ReactNode {
  const { label, counts, min, max, low, high, onlyLow = false, format, onMove, onSet } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<'low' | 'high' | null>(null);
  const most = Math.max(1, ...counts);
  const span = max > min ? max - min : 1;
  const places = { low: placeOf(low ?? min), high: placeOf(high ?? max) };
  function placeOf(value: number): number {
    return Math.min(1, Math.max(0, (value - min) / span));
  }
  /** The limits when one goes to a place, 0 at the left; at its end it is open. */
  const moved = (side: 'low' | 'high', to: number): [number | null, number | null] => {
    const place = side === 'low' ? Math.min(Math.max(to, 0), places.high) : Math.max(Math.min(to, 1), places.low);
    const value = min + place * span;
    if (side === 'low') return [place === 0 ? null : value, high];
    return [low, place === 1 ? null : value];
  };
  const atPointer = (clientX: number): number => {
    const { left = 0, width = 1 } = frame.current?.getBoundingClientRect() ?? {};
    return (clientX - left) / width;
  };
  const onKey = (side: 'low' | 'high') => (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.01, ArrowRight: 0.01, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSet(...moved(side, places[side] + by));
  };
  const width = 100 / counts.length;
  return (
    <div className="histogram" ref={frame}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {counts.map((count, bin) => {
          const middle = (bin + 0.5) / counts.length;
          const tall = count === 0 ? 0 : Math.max(3, (100 * count) / most);
          return (
            <rect
              key={bin}
              className={middle >= places.low && middle <= places.high ? '' : 'out'}
              x={bin * width + 0.1}
              width={Math.max(0.2, width - 0.2)}
              y={100 - tall}
              height={tall}
            />
          );
        })}
      </svg>
      {(onlyLow ? (['low'] as const) : (['low', 'high'] as const)).map((side) => (
        <span
          key={side}
          role="slider"
          tabIndex={0}
          className={`limit ${side}`}
          aria-label={side === 'low' ? `Least ${label}` : `Greatest ${label}`}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-valuenow={side === 'low' ? (low ?? min) : (high ?? max)}
          aria-valuetext={
            (side === 'low' ? low : high) === null ? 'no limit' : format((side === 'low' ? low : high) ?? 0)
          }
          style={{ left: `${places[side] * 100}%` }}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setDragged(side);
          }}
          onPointerMove={({ clientX }) => {
            if (dragged === side) onMove(...moved(side, atPointer(clientX)));
          }}
          onPointerUp={({ clientX }) => {
            if (dragged === side) onSet(...moved(side, atPointer(clientX)));
            setDragged(null);
          }}
          onKeyDown={onKey(side)}
        />
      ))}
    </div>
  );
}
