import { magnification, type Size, type ViewBox } from './view-box.js';

/** Which part of a picture is shown in which frame. */
export interface Placed {
  readonly view: ViewBox;
  readonly picture: Size;
  readonly frame: Size;
}

/** An empty canvas as large as its frame, in px of the screen, to be drawn on in px of the page. */
export function clearCanvas(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/**
 * Draws what is in sight.
 *
 * @param levels the picture at full size and at halves of it, largest first.
 */
export function drawPicture(
  context: CanvasRenderingContext2D,
  levels: readonly ImageBitmap[],
  { view, picture, frame }: Placed,
): void {
  const by = magnification(picture, frame, view);
  const needed = by * picture.width * window.devicePixelRatio;
  // The smallest that still has a pixel for each of the screen.
  const level = levels.findLast(({ width }) => width >= needed) ?? levels[0];
  if (level === undefined) return;
  const perPx = picture.width / level.width;
  const [left, top] = [view.x - frame.width / 2 / by, view.y - frame.height / 2 / by];
  const [x0, y0] = [Math.max(0, left), Math.max(0, top)];
  const [x1, y1] = [
    Math.min(picture.width, left + frame.width / by),
    Math.min(picture.height, top + frame.height / by),
  ];
  // From near, pixels are to be seen as what they are.
  context.imageSmoothingEnabled = by * perPx < 3;
  context.drawImage(
    level,
    x0 / perPx,
    y0 / perPx,
    (x1 - x0) / perPx,
    (y1 - y0) / perPx,
    (x0 - left) * by,
    (y0 - top) * by,
    (x1 - x0) * by,
    (y1 - y0) * by,
  );
}
