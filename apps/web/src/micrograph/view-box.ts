/** What part of a picture a frame shows. */
export interface ViewBox {
  /** The point of the picture in the middle of the frame, px of the picture. */
  readonly x: number;
  readonly y: number;
  /** 1 when the whole picture just fits. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const mostScale = 40;

export function wholeView({ width, height }: Size): ViewBox {
  return { x: width / 2, y: height / 2, scale: 1 };
}

/** Px of the frame for each px of the picture. */
export function magnification(picture: Size, frame: Size, { scale }: ViewBox): number {
  return scale * Math.min(frame.width / picture.width, frame.height / picture.height);
}

/** Enlarges about a point of the frame, which goes on showing what it showed. */
export function zoomAbout(
  view: ViewBox,
  factor: number,
  at: { readonly x: number; readonly y: number },
  picture: Size,
  frame: Size,
): ViewBox {
  const scale = Math.min(Math.max(view.scale * factor, 1), mostScale);
  const before = magnification(picture, frame, view);
  const after = magnification(picture, frame, { ...view, scale });
  const [dx, dy] = [at.x - frame.width / 2, at.y - frame.height / 2];
  return within({ x: view.x + dx / before - dx / after, y: view.y + dy / before - dy / after, scale }, picture);
}

/** Moves what is shown by so many px of the frame. */
export function panBy(view: ViewBox, dx: number, dy: number, picture: Size, frame: Size): ViewBox {
  const by = magnification(picture, frame, view);
  return within({ ...view, x: view.x - dx / by, y: view.y - dy / by }, picture);
}

/** The whole stands in the middle; from nearer, the middle of the frame never leaves the picture. */
function within({ x, y, scale }: ViewBox, picture: Size): ViewBox {
  if (scale === 1) return wholeView(picture);
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  return { scale, x: clamp(x, picture.width), y: clamp(y, picture.height) };
}

/** Where a point of the frame lies in the picture, in fractions of its width and height. */
export function fractionAt(
  at: { readonly x: number; readonly y: number },
  view: ViewBox,
  picture: Size,
  frame: Size,
): { x: number; y: number } {
  const by = magnification(picture, frame, view);
  return {
    x: (view.x + (at.x - frame.width / 2) / by) / picture.width,
    y: (view.y + (at.y - frame.height / 2) / by) / picture.height,
  };
}
