import type { Placed } from './draw-picture.js';
import { magnification, type Size } from './view-box.js';

/** A place on a micrograph, in fractions of its width and height. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly tone: 'kept' | 'out' | 'hand';
}

export interface Marks {
  readonly list: readonly Mark[];
  /** Px of the micrograph. */
  readonly diameter: number;
}

/** On grey, in light and in dark; what is left out is drawn first and thinner. */
const tones = [
  { tone: 'out', colour: 'rgb(255 138 128 / 75%)', width: 1 },
  { tone: 'kept', colour: '#5fe08f', width: 1.75 },
  { tone: 'hand', colour: '#62c6dd', width: 1.75 },
] as const;

/** Circles about what was picked. */
export function drawMarks(context: CanvasRenderingContext2D, { list, diameter }: Marks, placed: Placed): void {
  const { picture, frame, view } = placed;
  const radius = Math.max(3, (diameter / 2) * magnification(picture, frame, view));
  for (const { tone, colour, width } of tones) {
    context.beginPath();
    for (const mark of list) {
      if (mark.tone !== tone) continue;
      const { x, y } = inFrame(mark, placed);
      if (x < -radius || y < -radius || x > frame.width + radius || y > frame.height + radius) continue;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** Where keys would press. */
export function drawCross(context: CanvasRenderingContext2D, at: { x: number; y: number }, placed: Placed): void {
  const { x, y } = inFrame(at, placed);
  for (const [colour, width] of [
    ['#000', 4],
    ['#ffe08a', 1.5],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 11, y);
    context.lineTo(x + 11, y);
    context.moveTo(x, y - 11);
    context.lineTo(x, y + 11);
    context.stroke();
  }
}

function inFrame(at: { x: number; y: number }, { view, picture, frame }: Placed): { x: number; y: number } {
  const by = magnification(picture, frame, view);
  return {
    x: (at.x * picture.width - view.x) * by + frame.width / 2,
    y: (at.y * picture.height - view.y) * by + frame.height / 2,
  };
}

/** Round lengths, nm. */
const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** A bar of a round length, about a fifth of the frame, in its lower left corner. */
export function drawScaleBar(context: CanvasRenderingContext2D, nmPerPx: number, frame: Size): void {
  const length = lengths.findLast((nm) => nm / nmPerPx < frame.width / 4) ?? 1;
  const width = length / nmPerPx;
  const [x, y] = [14, frame.height - 14];
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.fillRect(x - 6, y - 24, Math.max(width, 40) + 12, 32);
  context.fillStyle = '#fff';
  context.fillRect(x, y - 3, width, 3);
  context.font = '600 11px system-ui, sans-serif';
  context.fillText(`${length} nm`, x, y - 9);
}
