import { useEffect, useRef, type ReactNode } from 'react';
import { useShownTheme } from '../design/theme.js';
import './heat-map.css';

/** A word at an axis: 0 is the left or lower end, 1 the other. */
interface Tick {
  readonly at: number;
  readonly text: string;
}

interface Props {
  /** What is to be seen, for those who cannot. */
  readonly label: string;
  readonly columns: number;
  readonly rows: number;
  /** Row by row. */
  readonly values: readonly number[];
  /** The values that are as pale and as dark as can be. */
  readonly range: readonly [number, number];
  /** Width over height. */
  readonly ratio: number;
  /** The first row is the lowest; otherwise the uppermost. */
  readonly fromBelow?: boolean;
  /** Values are samples of something smooth; otherwise counts in cells. */
  readonly smooth?: boolean;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** How a value is written, with its unit. */
  readonly format: (value: number) => string;
}

/** A table of values as a picture in the colours of the page, with its axes and a scale. */
export function HeatMap(props: Props): ReactNode {
  const { label, columns, rows, values, range, ratio, fromBelow = false, smooth = false } = props;
  const { xTicks, yTicks, xTitle, yTitle, format } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useShownTheme();
  const [low, high] = range;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    const ramp = readRamp();
    const image = context.createImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = values[(fromBelow ? rows - 1 - row : row) * columns + column] ?? low;
        const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
        image.data.set(ramp.subarray(4 * Math.round(255 * share)).subarray(0, 4), 4 * (row * columns + column));
      }
    }
    context.putImageData(image, 0, 0);
  }, [columns, rows, values, low, high, fromBelow, theme]);
  return (
    <div className="heat-map">
      <div className="heat-side" aria-hidden="true">
        {yTitle !== undefined && <span className="heat-title">{yTitle}</span>}
        {yTicks.map(({ at, text }) => (
          <span key={text} style={{ bottom: `${100 * at}%` }}>
            {text}
          </span>
        ))}
        {/* As wide as the widest word, which stands at its place without taking any. */}
        <span className="heat-widest">
          {yTicks.reduce((most, { text }) => (text.length > most.length ? text : most), '')}
        </span>
      </div>
      <canvas
        ref={canvas}
        width={columns}
        height={rows}
        role="img"
        aria-label={label}
        className={smooth ? 'smooth' : ''}
        style={{ aspectRatio: ratio }}
      />
      <div className="heat-scale" aria-hidden="true">
        <span className="heat-ramp" />
        <span>{format(high)}</span>
        <span>{format(low)}</span>
      </div>
      <div className="heat-foot" aria-hidden="true">
        {xTicks.map(({ at, text }) => (
          <span key={text} style={{ left: `${100 * at}%` }}>
            {text}
          </span>
        ))}
        {xTitle !== undefined && <span className="heat-title">{xTitle}</span>}
      </div>
    </div>
  );
}

/** 256 colours, RGBA, from the ground of the page over its accent to its text: that of `.heat-ramp`. */
function readRamp(): Uint8ClampedArray {
  const context = Object.assign(document.createElement('canvas'), { width: 256, height: 1 }).getContext('2d');
  if (context === null) return new Uint8ClampedArray(1024);
  const style = getComputedStyle(document.documentElement);
  const gradient = context.createLinearGradient(0, 0, 256, 0);
  for (const [at, name] of [
    [0, '--surface'],
    [0.6, '--accent'],
    [1, '--text'],
  ] as const) {
    gradient.addColorStop(at, style.getPropertyValue(name).trim());
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, 256, 1);
  return context.getImageData(0, 0, 256, 1).data;
}
