import { style } from './style.js';
import { element, picture, text, type Svg } from './svg.js';

export interface HeatMap {
  readonly title?: string;
  /** With its unit. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly columns: number;
  readonly rows: number;
  /** Not below 0, row by row, the lowest row of the picture first. */
  readonly values: ArrayLike<number>;
  /** The value that is as dark as can be; usually the greatest. */
  readonly most?: number;
  /** Where words stand at the axes: 0 is the left or lower end, 1 the other. */
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly yTicks: readonly { readonly at: number; readonly label: string }[];
  /** What the darkest and the lightest mean. */
  readonly scaleLabel: string;
  readonly width?: number;
  readonly height?: number;
}

/** A table of values as cells, white for 0 and dark for much, as SVG. */
export function drawHeatMap(map: HeatMap): string {
  const { width = 560, height = 320, columns, rows, values } = map;
  const box = { left: 56, top: map.title === undefined ? 10 : 28, right: width - 62, bottom: height - 40 };
  const most = map.most ?? Math.max(1e-30, ...Array.from(values));
  const [cellX, cellY] = [(box.right - box.left) / columns, (box.bottom - box.top) / rows];
  const cells: Svg[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const share = Math.min(1, (values[row * columns + column] ?? 0) / most);
      if (!(share > 0)) continue;
      // A little wider than its place: no seams between neighbours.
      cells.push(
        element('rect', {
          x: box.left + column * cellX,
          y: box.bottom - (row + 1) * cellY,
          width: Math.min(cellX + 1, box.right - box.left - column * cellX),
          height: cellY + 0.3,
          fill: colourOf(share),
        }),
      );
    }
  }
  return picture(width, height, [
    ...(map.title === undefined ? [] : [text(box.left, 18, map.title, { 'font-weight': 600, 'font-size': 12 })]),
    ...cells,
    element('rect', {
      x: box.left,
      y: box.top,
      width: box.right - box.left,
      height: box.bottom - box.top,
      fill: 'none',
      stroke: style.line,
    }),
    ...map.xTicks.map(({ at, label }) =>
      text(box.left + at * (box.right - box.left), box.bottom + 16, label, {
        'text-anchor': 'middle',
        fill: style.quiet,
      }),
    ),
    ...map.yTicks.map(({ at, label }) =>
      text(box.left - 6, box.bottom - at * (box.bottom - box.top) + 4, label, {
        'text-anchor': 'end',
        fill: style.quiet,
      }),
    ),
    text((box.left + box.right) / 2, box.bottom + 33, map.xLabel, { 'text-anchor': 'middle' }),
    text(0, 0, map.yLabel, {
      'text-anchor': 'middle',
      transform: `translate(14 ${(box.top + box.bottom) / 2}) rotate(-90)`,
    }),
    ...drawScale(box, most, map.scaleLabel),
  ]);
}

function drawScale(box: { top: number; right: number; bottom: number }, most: number, label: string): Svg[] {
  const steps = 24;
  const left = box.right + 12;
  const step = (box.bottom - box.top) / steps;
  const bars = Array.from({ length: steps }, (_, i) =>
    element('rect', {
      x: left,
      y: box.bottom - (i + 1) * step,
      width: 10,
      height: step + 0.3,
      fill: colourOf((i + 0.5) / steps),
    }),
  );
  const words = (value: number, y: number): Svg =>
    text(left + 14, y, value === 0 ? '0' : value.toPrecision(2), { fill: style.quiet });
  return [
    ...bars,
    words(0, box.bottom),
    words(most, box.top + 8),
    text(0, 0, label, {
      'text-anchor': 'middle',
      fill: style.quiet,
      transform: `translate(${left + 24} ${(box.top + box.bottom) / 2}) rotate(-90)`,
    }),
  ];
}

/** White to the accent colour to black. */
function colourOf(share: number): string {
  const [low, high, part] =
    share < 0.6 ? [style.paper, style.accent, share / 0.6] : [style.accent, style.ink, (share - 0.6) / 0.4];
  const channel = (at: number): string => {
    const [a, b] = [low, high].map((colour) => parseInt(colour.slice(at, at + 2), 16));
    return Math.round((a ?? 0) + part * ((b ?? 0) - (a ?? 0)))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
