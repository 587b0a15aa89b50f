/** How something flat is looked at: moved by so many px from the middle of its frame, and enlarged. */
export interface ZoomView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export const wholeView: ZoomView = { x: 0, y: 0, scale: 1 };
const mostScale = 24;

/** Enlarges about a point, px from the middle of the frame, which stays where it is; as a whole it is in the middle. */
export function zoomAbout(view: ZoomView, factor: number, x: number, y: number): ZoomView {
  const scale = Math.min(Math.max(view.scale * factor, 1), mostScale);
  if (scale === 1) return wholeView;
  const by = scale / view.scale;
  return { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
}
