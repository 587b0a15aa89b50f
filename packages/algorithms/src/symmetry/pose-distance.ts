import type { Matrix3 } from '../rotation.js';

/** The least angle, radians, between pose `a` and any copy of pose `b` that the group makes: a g against b. */
export function poseDistanceRad(a: ArrayLike<number>, b: ArrayLike<number>, group: readonly Matrix3[]): number {
  let most = -1;
  for (const g of group) {
    // Trace of a g b': the sum over cells of (a g) times b.
    let trace = 0;
    for (let row = 0; row < 9; row += 3) {
      for (let column = 0; column < 3; column++) {
        const cell =
          (a[row] ?? 0) * (g[column] ?? 0) +
          (a[row + 1] ?? 0) * (g[3 + column] ?? 0) +
          (a[row + 2] ?? 0) * (g[6 + column] ?? 0);
        trace += cell * (b[row + column] ?? 0);
      }
    }
    most = Math.max(most, trace);
  }
  return Math.acos(Math.min(1, Math.max(-1, (most - 1) / 2)));
}
