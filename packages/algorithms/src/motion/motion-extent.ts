import { evaluateField, type DisplacementField } from './displacement-field.js';

/** How much there was of motion, in pixels of the movie. */
export interface MotionExtent {
  /** Length of the path that the whole frame took. */
  readonly totalDistance: number;
  /** Longest way that any place moved from one frame to the next. */
  readonly greatestStep: number;
}

const gridSize = 9;

export function measureMotionExtent(field: DisplacementField): MotionExtent {
  const places = (size: number): number[] =>
    Array.from({ length: gridSize }, (_, i) => ((i + 0.5) / gridSize) * size - 0.5);
  const values = evaluateField(field, places(field.height), places(field.width));
  const stride = 2 * gridSize * gridSize;
  let [totalDistance, greatestStep] = [0, 0];
  for (let frame = 1; frame < field.frames; frame++) {
    const change = (axis: number): number =>
      (field.rigid[2 * frame + axis] ?? 0) - (field.rigid[2 * frame - 2 + axis] ?? 0);
    totalDistance += Math.hypot(change(0), change(1));
    for (let at = 0; at < stride; at += 2) {
      const now = frame * stride + at;
      const before = now - stride;
      const step = Math.hypot(
        (values[now] ?? 0) - (values[before] ?? 0),
        (values[now + 1] ?? 0) - (values[before + 1] ?? 0),
      );
      greatestStep = Math.max(greatestStep, step);
    }
  }
  return { totalDistance, greatestStep };
}
