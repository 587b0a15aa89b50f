import { useCallback, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type UPlot from 'uplot';
import type { Histogram } from './histogram.js';
import { LimitLine } from './limit-line.js';
import { Plot, timeTicks, type PlotColours, type PlotData, type PlotLook } from '../design/plot.js';

export const pointTones = ['accepted', 'rejected', 'failed', 'waiting', 'chosen'] as const;
export type PointTone = (typeof pointTones)[number];

/** Limits as they are shown on an axis; null where a side is open. */
export interface AxisLimits {
  readonly low: number | null;
  readonly high: number | null;
}

export interface PointAxis {
  readonly title: string;
  readonly values: Float64Array;
  readonly isTime: boolean;
  readonly format: (value: number) => string;
  readonly limits?: AxisLimits;
  readonly onMove?: (limits: AxisLimits) => void;
  readonly onSet?: (limits: AxisLimits) => void;
}

interface Props {
  readonly label: string;
  readonly x: PointAxis;
  readonly y: PointAxis;
  /** Of each point. */
  readonly tones: readonly PointTone[];
  readonly height: number;
  /** Bars of how often values are, along y. */
  readonly spread?: Histogram;
  /** A point was pressed. */
  readonly onOpen?: (index: number) => void;
  /** Points were framed by dragging. */
  readonly onFrame?: (indices: number[]) => void;
  /** What stands beside the pointer. */
  readonly describe: (index: number) => string;
}

interface Range {
  readonly min: number;
  readonly max: number;
}
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Points of two numbers each, with limits to be dragged; what is no number has no point. Tens of thousands are drawn at once. */
export function PointPlot({ label, x, y, tones, height, spread, onOpen, onFrame, describe }: Props): ReactNode {
  const rangeX = useMemo(() => rangeOf(x.values, x.isTime), [x.values, x.isTime]);
  const rangeY = useMemo(() => rangeOf(y.values, y.isTime), [y.values, y.isTime]);
  const framed = onFrame !== undefined;
  const what = useRef({ x, y, tones, spread, onFrame });
  const plot = useRef<UPlot | null>(null);
  // Before a plot is made of it, and before the next frame.
  useLayoutEffect(() => {
    what.current = { x, y, tones, spread, onFrame };
    plot.current?.redraw(false, false);
  }, [x, y, tones, spread, onFrame]);
  const [box, setBox] = useState<Box | null>(null);
  const [near, setNear] = useState<{ index: number; left: number; top: number } | null>(null);
  const look = useMemo(
    (): PlotLook => (colours, axis) => ({
      scales: {
        x: { time: x.isTime, range: () => [rangeX.min, rangeX.max] },
        y: { time: y.isTime, range: () => [rangeY.min, rangeY.max] },
      },
      axes: [
        { ...axis, ...(x.isTime ? { size: 32, space: 60, values: timeTicks } : { label: x.title, size: 30 }) },
        { ...axis, ...(y.isTime ? { size: 66, values: timeTicks } : { size: 46 }) },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      cursor: {
        points: { show: false },
        drag: { x: framed, y: framed, setScale: false },
      },
      hooks: {
        drawAxes: [
          (made) => {
            if (what.current.spread !== undefined) drawSpread(made, what.current.spread, colours);
          },
        ],
        draw: [(made) => drawPoints(made, what.current, colours)],
        setSize: [(made) => setBox(boxOf(made))],
        setCursor: [(made) => setNear(findNear(made, what.current))],
        setSelect: [
          (made) => {
            const found = findFramed(made, what.current);
            made.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            what.current.onFrame?.(found);
          },
        ],
      },
    }),
    [rangeX, rangeY, x.isTime, y.isTime, x.title, framed],
  );
  const keep = useCallback((made: UPlot | null): void => {
    plot.current = made;
    if (made !== null) setBox(boxOf(made));
  }, []);
  return (
    <div
      className="point-plot"
      onClick={() => {
        if (near !== null) onOpen?.(near.index);
      }}
      onMouseLeave={() => setNear(null)}
    >
      <Plot label={label} data={noData} height={height} look={look} onPlot={keep}>
        {box !== null &&
          (
            [
              ['y', y, rangeY],
              ['x', x, rangeX],
            ] as const
          ).map(
            ([side, axis, range]) =>
              axis.onSet !== undefined && <LimitLine key={side} side={side} axis={axis} range={range} box={box} />,
          )}
      </Plot>
      {near !== null && (
        <span className="near" style={{ left: near.left, top: near.top }}>
          {describe(near.index)}
        </span>
      )}
    </div>
  );
}

const noData: PlotData = [
  [0, 1],
  [0, 1],
];
/** At least some minutes, so that exposures found at once do not stand on years; in s. */
const leastSpanS = 300;

function rangeOf(values: Float64Array, isTime: boolean): Range {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return isTime ? { min: 0, max: leastSpanS } : { min: 0, max: 1 };
  const least = isTime ? leastSpanS : Math.max(Math.abs(max) * 0.02, 1e-9);
  const more = Math.max((max - min) * 0.04, (least - (max - min)) / 2);
  return { min: min - more, max: max + more };
}

function boxOf({ over }: UPlot): Box {
  return { left: over.offsetLeft, top: over.offsetTop, width: over.clientWidth, height: over.clientHeight };
}

type Points = Pick<Props, 'x' | 'y' | 'tones'>;

const order: readonly PointTone[] = ['waiting', 'failed', 'rejected', 'accepted', 'chosen'];

function drawPoints(plot: UPlot, { x, y, tones }: Points, { accent, faint, danger, warning, text }: PlotColours): void {
  const { ctx, bbox } = plot;
  const fill = { accepted: accent, rejected: danger, failed: faint, waiting: faint, chosen: warning };
  const ratio = devicePixelRatio;
  const side = (tones.length > 4000 ? 2.5 : 4) * ratio;
  // Linear scales: what valToPos answers, without asking it tens of thousands of times.
  const { min: x0 = 0, max: x1 = 1 } = plot.scales['x'] ?? {};
  const { min: y0 = 0, max: y1 = 1 } = plot.scales['y'] ?? {};
  const kx = bbox.width / (x1 - x0);
  const ky = bbox.height / (y1 - y0);
  ctx.save();
  for (const tone of order) {
    ctx.fillStyle = fill[tone];
    ctx.globalAlpha = tone === 'rejected' ? 0.75 : 0.9;
    const size = tone === 'chosen' ? side * 1.4 : side;
    for (let i = 0; i < tones.length; i++) {
      if (tones[i] !== tone) continue;
      const [vx, vy] = [x.values[i] ?? NaN, y.values[i] ?? NaN];
      if (!Number.isFinite(vx) || !Number.isFinite(vy)) continue;
      const left = bbox.left + (vx - x0) * kx;
      const top = bbox.top + bbox.height - (vy - y0) * ky;
      ctx.fillRect(left - size / 2, top - size / 2, size, size);
    }
  }
  ctx.restore();
  drawLimits(plot, x, y, text);
}

/** Bars that lie on the right edge, behind the points. */
function drawSpread(plot: UPlot, { min, max, counts }: Histogram, { faint }: PlotColours): void {
  const { ctx, bbox } = plot;
  const most = Math.max(1, ...counts);
  const step = (max - min) / counts.length;
  ctx.save();
  ctx.fillStyle = faint;
  ctx.globalAlpha = 0.28;
  counts.forEach((count, bin) => {
    const top = plot.valToPos(min + (bin + 1) * step, 'y', true);
    const bottom = plot.valToPos(min + bin * step, 'y', true);
    const width = (0.18 * bbox.width * count) / most;
    ctx.fillRect(bbox.left + bbox.width - width, top + 0.5, width, Math.max(1, bottom - top - 1));
  });
  ctx.restore();
}

/** What lies outside is shaded. */
function drawLimits(plot: UPlot, x: PointAxis, y: PointAxis, text: string): void {
  const { ctx, bbox } = plot;
  const [right, bottom] = [bbox.left + bbox.width, bbox.top + bbox.height];
  const shade = (left: number, top: number, to: number, down: number): void =>
    ctx.fillRect(left, top, to - left, down - top);
  const inside = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
  ctx.save();
  ctx.fillStyle = text;
  ctx.globalAlpha = 0.06;
  const across = (value: number): number => inside(plot.valToPos(value, 'x', true), bbox.left, right);
  const down = (value: number): number => inside(plot.valToPos(value, 'y', true), bbox.top, bottom);
  if (x.limits?.low != null) shade(bbox.left, bbox.top, across(x.limits.low), bottom);
  if (x.limits?.high != null) shade(across(x.limits.high), bbox.top, right, bottom);
  if (y.limits?.high != null) shade(bbox.left, bbox.top, right, down(y.limits.high));
  if (y.limits?.low != null) shade(bbox.left, down(y.limits.low), right, bottom);
  ctx.restore();
}

const nearPx = 10;

/** The point nearest to the pointer; null where none is near. */
function findNear(plot: UPlot, { x, y, tones }: Points): { index: number; left: number; top: number } | null {
  const { left = -1, top = -1 } = plot.cursor;
  if (left < 0 || top < 0) return null;
  let best: { index: number; left: number; top: number } | null = null;
  let least = nearPx;
  for (let i = 0; i < tones.length; i++) {
    const px = plot.valToPos(x.values[i] ?? NaN, 'x');
    if (!(Math.abs(px - left) < least)) continue;
    const py = plot.valToPos(y.values[i] ?? NaN, 'y');
    const distance = Math.hypot(px - left, py - top);
    if (!(distance < least)) continue;
    least = distance;
    best = { index: i, left: plot.over.offsetLeft + px, top: plot.over.offsetTop + py };
  }
  return best;
}

function findFramed(plot: UPlot, { x, y, tones }: Points): number[] {
  const { left, top, width, height } = plot.select;
  if (width < 3 && height < 3) return [];
  const [x0, x1] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  const [y1, y0] = [plot.posToVal(top, 'y'), plot.posToVal(top + height, 'y')];
  return tones.flatMap((_, i) => {
    const [vx, vy] = [x.values[i] ?? NaN, y.values[i] ?? NaN];
    return vx >= x0 && vx <= x1 && vy >= y0 && vy <= y1 ? [i] : [];
  });
}
