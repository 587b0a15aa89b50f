import { createAxis, formatNumber, rangeOf } from './axis.js';
import { style } from './style.js';
import { element, path, picture, text, type Svg } from './svg.js';

/** How one place of the micrograph moved, in pixels of the micrograph. */
export interface Track {
  /** Where it is: column and row, counted from row 0. */
  readonly x: number;
  readonly y: number;
  /** Shift in each frame. */
  readonly shiftX: ArrayLike<number>;
  readonly shiftY: ArrayLike<number>;
}

/**
 * Tracks over the outline of the micrograph, each drawn `exaggeration` times its size from the place it is about:
 * a dot where it starts. Row 0 is at the top.
 */
export function drawTrajectories(
  frame: { readonly width: number; readonly height: number },
  tracks: readonly Track[],
  options: { title?: string; exaggeration?: number; longestSide?: number; pixelSizeA?: number } = {},
): string {
  const { title, longestSide = 420, pixelSizeA } = options;
  const scale = longestSide / Math.max(frame.width, frame.height);
  const exaggeration = options.exaggeration ?? chooseExaggeration(frame, tracks);
  const top = title === undefined ? 12 : 30;
  const [left, width, height] = [12, frame.width * scale, frame.height * scale];
  const drawn = tracks.flatMap((track) => drawTrack(track, left, top, scale, exaggeration));
  const bar = roundLength(longestSide / 8 / scale / exaggeration);
  const note = pixelSizeA === undefined ? `${bar} px` : `${bar} px = ${formatNumber(bar * pixelSizeA, 2)} Å`;
  const base = top + height + 20;
  return picture(width + 2 * left, height + top + 32, [
    ...(title === undefined ? [] : [text(left, 18, title, { 'font-weight': 600, 'font-size': 12 })]),
    element('rect', { x: left, y: top, width, height, fill: 'none', stroke: style.line }),
    ...drawn,
    path(
      [
        [left, base - 4],
        [left + bar * scale * exaggeration, base - 4],
      ],
      { stroke: style.ink, 'stroke-width': 2 },
    ),
    text(left + bar * scale * exaggeration + 6, base, `${note}, drawn ${exaggeration} times its size`, {
      fill: style.quiet,
    }),
  ]);
}

/** The drift of the whole frame: y against x, in angstrom where the pixel size is given, else in pixels. */
export function drawDrift(
  shiftX: ArrayLike<number>,
  shiftY: ArrayLike<number>,
  options: { title?: string; size?: number; pixelSizeA?: number } = {},
): string {
  const { title, size = 300, pixelSizeA } = options;
  const unit = pixelSizeA === undefined ? 'px' : 'Å';
  const xs = Array.from(shiftX, (value) => value * (pixelSizeA ?? 1));
  const ys = Array.from(shiftY, (value) => value * (pixelSizeA ?? 1));
  const [xFrom, xTo] = rangeOf(xs);
  const [yFrom, yTo] = rangeOf(ys);
  const half = Math.max(xTo - xFrom, yTo - yFrom, 0.5) * 0.56;
  const [xMiddle, yMiddle] = [(xFrom + xTo) / 2, (yFrom + yTo) / 2];
  const box = { left: 52, top: title === undefined ? 10 : 28, right: size - 10, bottom: size - 40 };
  const x = createAxis([xMiddle - half, xMiddle + half], box.left, box.right, { count: 5 });
  // Row 0 is at the top, so that y grows downwards as in the pictures.
  const y = createAxis([yMiddle - half, yMiddle + half], box.top, box.bottom, { count: 5 });
  const points = xs.map((value, i) => [x.place(value), y.place(ys[i] ?? NaN)] as const);
  const middle = (box.top + box.bottom) / 2;
  const [first] = points;
  return picture(size, size, [
    ...(title === undefined ? [] : [text(box.left, 18, title, { 'font-weight': 600, 'font-size': 12 })]),
    ...x.ticks.flatMap(({ value, label }) => [
      element('line', { x1: x.place(value), x2: x.place(value), y1: box.top, y2: box.bottom, stroke: style.grid }),
      text(x.place(value), box.bottom + 16, label, { 'text-anchor': 'middle', fill: style.quiet }),
    ]),
    ...y.ticks.flatMap(({ value, label }) => [
      element('line', { x1: box.left, x2: box.right, y1: y.place(value), y2: y.place(value), stroke: style.grid }),
      text(box.left - 6, y.place(value) + 4, label, { 'text-anchor': 'end', fill: style.quiet }),
    ]),
    text((box.left + box.right) / 2, box.bottom + 33, `Shift in x (${unit})`, { 'text-anchor': 'middle' }),
    text(0, 0, `Shift in y (${unit})`, { 'text-anchor': 'middle', transform: `translate(14 ${middle}) rotate(-90)` }),
    path(points, { stroke: style.quiet, 'stroke-width': 1.2, 'stroke-linejoin': 'round' }),
    ...points.map(([cx, cy]) => element('circle', { cx, cy, r: 1.8, fill: style.ink })),
    ...(first === undefined ? [] : [element('circle', { cx: first[0], cy: first[1], r: 3.5, fill: style.accent })]),
  ]);
}

function drawTrack(track: Track, left: number, top: number, scale: number, exaggeration: number): Svg[] {
  const [firstX, firstY] = [track.shiftX[0] ?? 0, track.shiftY[0] ?? 0];
  const [startX, startY] = [left + track.x * scale, top + track.y * scale];
  const points = Array.from(track.shiftX, (shift, i): readonly [number, number] => [
    startX + (shift - firstX) * scale * exaggeration,
    startY + ((track.shiftY[i] ?? NaN) - firstY) * scale * exaggeration,
  ]);
  return [
    path(points, { stroke: style.ink, 'stroke-width': 1, 'stroke-linejoin': 'round' }),
    element('circle', { cx: startX, cy: startY, r: 2.2, fill: style.accent }),
  ];
}

/** So large that the longest track is about a tenth of the frame. */
function chooseExaggeration(frame: { width: number; height: number }, tracks: readonly Track[]): number {
  const longest = tracks.reduce((most, track) => Math.max(most, extent(track.shiftX), extent(track.shiftY)), 0);
  if (longest === 0) return 100;
  return roundLength((0.1 * Math.max(frame.width, frame.height)) / longest);
}

function extent(values: ArrayLike<number>): number {
  const [from, to] = rangeOf(Array.from(values));
  return values.length === 0 ? 0 : to - from;
}

/** 1, 2 or 5 times a power of ten, not above `length`. */
function roundLength(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const factor = [5, 2, 1].find((candidate) => candidate * power <= length * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(3));
}
