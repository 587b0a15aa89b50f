import type { Move } from '../edit-map/move-map.js';
import { multiply, type Matrix3 } from '../rotation.js';

const mirror: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, -1];

/** How particles lie: r_image = rotation r_map, and where the map's centre shows from the image's. */
export interface Poses {
  /** (particles, 9). */
  readonly rotations: Float32Array;
  /** (particles, 2), pixels of the map. */
  readonly shiftsPx: Float32Array;
}

/**
 * Poses of the same particles against a map that was moved (`moveMap`), before that turned into its other hand where
 * `mirrored`. A projection does not tell the hand: along its own axis the view is mirrored too.
 */
export function movePoses({ rotations, shiftsPx }: Poses, { rotation, offsetPx }: Move, mirrored: boolean): Poses {
  const moved = { rotations: new Float32Array(rotations.length), shiftsPx: new Float32Array(shiftsPx.length) };
  for (let i = 0; i < rotations.length / 9; i++) {
    const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, k = 1] = rotations.subarray(9 * i, 9 * i + 9);
    let pose: Matrix3 = [a, b, c, d, e, f, g, h, k];
    if (mirrored) pose = multiply(mirror, multiply(pose, mirror));
    moved.rotations.set(multiply(pose, rotation), 9 * i);
    for (const row of [0, 1]) {
      const along = [0, 1, 2].reduce((sum, axis) => sum + (pose[3 * row + axis] ?? 0) * (offsetPx[axis] ?? 0), 0);
      moved.shiftsPx[2 * i + row] = (shiftsPx[2 * i + row] ?? 0) + along;
    }
  }
  return moved;
}
