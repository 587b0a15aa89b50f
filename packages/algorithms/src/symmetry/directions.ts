import { matrixOfAngles, multiply, type Matrix3 } from '../rotation.js';

/** Of the copies of a direction that a group makes, the one nearest to this is kept; it lies on no axis of any group. */
const inside = [0.3121, 0.1173, 0.9428] as const;

/**
 * Rotations (row-major, one after the other) whose viewing directions, their third rows, lie evenly over the asymmetric unit
 * of `group`, about `stepRad` apart, the image not turned in its plane. `turn`, applied to the directions beforehand, makes
 * another grid of the same kind.
 *
 * Directions of a spiral: Rakhmanov, Saff and Zhou 1994, Math. Res. Lett. 1, 647, with the golden angle.
 */
export function spreadDirections(stepRad: number, group: readonly Matrix3[], turn?: Matrix3): Float32Array {
  const count = Math.max(1, Math.round((4 * Math.PI) / stepRad ** 2));
  const golden = Math.PI * (3 - Math.sqrt(5));
  const rotations: number[] = [];
  for (let i = 0; i < count; i++) {
    const z = 1 - (2 * i + 1) / count;
    const rotation = matrixOfAngles(golden * i, Math.acos(z), 0);
    const turned = turn === undefined ? rotation : multiply(rotation, turn);
    if (isInAsymmetricUnit([turned[6], turned[7], turned[8]], group)) {
      const angles = [Math.atan2(turned[7], turned[6]), Math.acos(Math.min(1, Math.max(-1, turned[8])))] as const;
      rotations.push(...matrixOfAngles(angles[0], angles[1], 0));
    }
  }
  // A group whose asymmetric unit is smaller than a step still has one view.
  return Float32Array.from(rotations.length > 0 ? rotations : matrixOfAngles(0.36, 0.34, 0));
}

/** Whether no copy of the direction lies nearer to the middle of the asymmetric unit. */
export function isInAsymmetricUnit([x, y, z]: readonly [number, number, number], group: readonly Matrix3[]): boolean {
  const nearness = (g: Matrix3): number =>
    inside[0] * (g[0] * x + g[1] * y + g[2] * z) +
    inside[1] * (g[3] * x + g[4] * y + g[5] * z) +
    inside[2] * (g[6] * x + g[7] * y + g[8] * z);
  const own = inside[0] * x + inside[1] * y + inside[2] * z;
  return group.every((g) => nearness(g) <= own + 1e-9);
}
