import { createAxis, rangeOf, type Axis } from './axis.js';
import { style } from './style.js';
import { element, path, picture, text, type Svg } from './svg.js';

export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** As long as `x`; values that are not finite leave a gap. */
  readonly y: ArrayLike<number>;
  /** Drawn in the accent colour; the others in greys. */
  readonly accent?: boolean;
  readonly dashed?: boolean;
  /** Points instead of a line. */
  readonly points?: boolean;
}

export interface LinePlot {
  readonly title?: string;
  /** With its unit: "Spatial frequency (1/Å)". */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  readonly xRange?: readonly [from: number, to: number];
  readonly yRange?: readonly [from: number, to: number];
  /** How a tick on x reads, where it is not the number itself (a resolution for a frequency, say). */
  readonly xTickLabel?: (value: number) => string;
  /** Bands of x drawn darker, behind the curves. */
  readonly shaded?: readonly { readonly from: number; readonly to: number }[];
  /** Upright lines with a few words. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly width?: number;
  readonly height?: number;
}

/** Curves over one pair of axes, as SVG. */
export function drawLinePlot(plot: LinePlot): string {
  const { width = 560, height = 300 } = plot;
  const legend = plot.series.length > 1;
  const top = (plot.title === undefined ? 10 : 28) + (legend ? 16 : 0);
  const box = { left: 56, top, right: width - 14, bottom: height - 40 };
  const all = (pick: (series: Series) => ArrayLike<number>): number[] =>
    plot.series.flatMap((series) => Array.from(pick(series)));
  const x = createAxis(plot.xRange ?? rangeOf(all((series) => series.x)), box.left, box.right, {
    count: Math.round(width / 90),
    label: plot.xTickLabel,
  });
  const y = createAxis(
    plot.yRange ??
      rangeOf(
        all((series) => series.y),
        0.06,
      ),
    box.bottom,
    box.top,
    {
      count: Math.round(height / 50),
    },
  );
  return picture(width, height, [
    ...(plot.shaded ?? []).map((band) => drawBand(band, x, box)),
    ...drawAxes(x, y, box, plot),
    ...(plot.marks ?? []).flatMap((mark) => drawMark(mark, x, box)),
    element('clipPath', { id: 'inside' }, [
      element('rect', { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }),
    ]),
    element('g', { 'clip-path': 'url(#inside)' }, drawAllSeries(plot.series, x, y)),
    ...(plot.title === undefined ? [] : [text(box.left, 18, plot.title, { 'font-weight': 600, 'font-size': 12 })]),
    ...(legend ? drawLegend(plot.series, box.left, top - 8) : []),
  ]);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function drawAxes(x: Axis, y: Axis, box: Box, plot: LinePlot): Svg[] {
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string): Svg =>
    element('line', { x1, y1, x2, y2, stroke });
  const middle = (box.top + box.bottom) / 2;
  return [
    ...x.ticks.flatMap(({ value, label }) => [
      line(x.place(value), box.bottom, x.place(value), box.bottom + 4, style.line),
      text(x.place(value), box.bottom + 16, label, { 'text-anchor': 'middle', fill: style.quiet }),
    ]),
    ...y.ticks.flatMap(({ value, label }) => [
      line(box.left, y.place(value), box.right, y.place(value), style.grid),
      text(box.left - 6, y.place(value) + 4, label, { 'text-anchor': 'end', fill: style.quiet }),
    ]),
    line(box.left, box.bottom, box.right, box.bottom, style.line),
    text((box.left + box.right) / 2, box.bottom + 33, plot.xLabel, { 'text-anchor': 'middle' }),
    text(0, 0, plot.yLabel, { 'text-anchor': 'middle', transform: `translate(14 ${middle}) rotate(-90)` }),
  ];
}

function drawBand(band: { from: number; to: number }, x: Axis, box: Box): Svg {
  const [left, right] = [x.place(Math.max(band.from, x.from)), x.place(Math.min(band.to, x.to))];
  const width = Math.max(0, right - left);
  return element('rect', { x: left, y: box.top, width, height: box.bottom - box.top, fill: style.shade });
}

function drawMark(mark: { x: number; label: string }, x: Axis, box: Box): Svg[] {
  if (!(mark.x >= x.from && mark.x <= x.to)) return [];
  const at = x.place(mark.x);
  // On the side with more room.
  const [shift, anchor] = at > (box.left + box.right) / 2 ? [-4, 'end'] : [4, 'start'];
  return [
    element('line', { x1: at, x2: at, y1: box.top, y2: box.bottom, stroke: style.line, 'stroke-dasharray': '2 3' }),
    text(at + shift, box.top + 10, mark.label, { 'text-anchor': anchor, fill: style.quiet }),
  ];
}

function drawAllSeries(series: readonly Series[], x: Axis, y: Axis): Svg[] {
  const colours = coloursOf(series);
  const drawn = series.map((one, i) => {
    const points = Array.from(one.x, (value, j) => [x.place(value), y.place(one.y[j] ?? NaN)] as const);
    const colour = colours[i] ?? style.ink;
    if (one.points === true) {
      const finite = points.filter(([px, py]) => Number.isFinite(px) && Number.isFinite(py));
      return finite.map(([cx, cy]) => element('circle', { cx, cy, r: 1.8, fill: colour })).join('') as Svg;
    }
    const dash = one.dashed === true ? '4 3' : undefined;
    return path(points, { stroke: colour, 'stroke-width': 1.3, 'stroke-linejoin': 'round', 'stroke-dasharray': dash });
  });
  return [...drawn.filter((_, i) => series[i]?.accent !== true), ...drawn.filter((_, i) => series[i]?.accent === true)];
}

function drawLegend(series: readonly Series[], left: number, base: number): Svg[] {
  const colours = coloursOf(series);
  let x = left;
  return series.flatMap((one, i) => {
    const start = x;
    x += 34 + one.name.length * 6;
    const dash = one.dashed === true ? '4 3' : undefined;
    const key = { stroke: colours[i], 'stroke-width': 2, 'stroke-dasharray': dash };
    return [
      element('line', { x1: start, x2: start + 16, y1: base - 4, y2: base - 4, ...key }),
      text(start + 21, base, one.name, { fill: style.quiet }),
    ];
  });
}

/** The accent for those that ask for it, and for a lone curve; greys in turn for the others. */
function coloursOf(series: readonly Series[]): string[] {
  let next = 0;
  return series.map((one) => {
    if (one.accent === true || series.length === 1) return style.accent;
    return style.greys[next++ % style.greys.length] ?? style.ink;
  });
}
