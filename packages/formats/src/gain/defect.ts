/** A rectangle of bad pixels, columns and rows counted from 0 in the MRC orientation. */
export interface Defect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Defects of a camera as they lie in a movie. */
export interface DefectList {
  /** All within the frame. */
  readonly defects: readonly Defect[];
  /** A sentence about those that lie outside the frame, wholly or in part; null where there are none. */
  readonly warning: string | null;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Cuts rectangles to the frame and tells how many were not inside. */
export function clipDefects(path: string, defects: readonly Defect[], frame: Size): DefectList {
  const inside: Defect[] = [];
  const outside: Defect[] = [];
  for (const defect of defects) {
    const [left, top] = [Math.max(0, defect.x), Math.max(0, defect.y)];
    const right = Math.min(frame.width, defect.x + defect.width);
    const bottom = Math.min(frame.height, defect.y + defect.height);
    const cut = { x: left, y: top, width: right - left, height: bottom - top };
    if (cut.width > 0 && cut.height > 0) inside.push(cut);
    if (cut.width !== defect.width || cut.height !== defect.height) outside.push(defect);
  }
  const [first] = outside;
  const warning =
    first === undefined
      ? null
      : `${path}: ${outside.length} of ${defects.length} defects reach beyond the frame of ${frame.width} x ` +
        `${frame.height} pixels, the first at column ${first.x}, row ${first.y} (${first.width} x ${first.height}): ` +
        'is the list of another camera, or turned?';
  return { defects: inside, warning };
}

/** A byte for each pixel of the frame, 1 where it is bad. */
export function markDefects(defects: readonly Defect[], frame: Size): Uint8Array {
  const bad = new Uint8Array(frame.height * frame.width);
  for (const { x, y, width, height } of defects) {
    for (let row = y; row < y + height; row++) bad.fill(1, row * frame.width + x, row * frame.width + x + width);
  }
  return bad;
}
