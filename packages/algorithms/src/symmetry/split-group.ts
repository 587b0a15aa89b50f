import { identity, multiply, transpose, type Matrix3 } from '../rotation.js';

/** A point group as a product: each rotation of it is one of `onGrid` times one of `aboutZ` times one of `cosets`, in one way. */
export interface SplitGroup {
  /** Rotations that map the axes to axes: they turn sums on a grid exactly. */
  readonly onGrid: readonly Matrix3[];
  /** Rotations about z: they turn sums on a grid plane by plane. */
  readonly aboutZ: readonly Matrix3[];
  /** All that is left to be done to each particle. */
  readonly cosets: readonly Matrix3[];
}

/** The product that leaves the fewest rotations to be done to each particle. */
export function splitGroup(group: readonly Matrix3[]): SplitGroup {
  const onGrid = group.filter((turn) => turn.every((value) => Math.abs(value - Math.round(value)) < 1e-6));
  const allAboutZ = group.filter((turn) => Math.abs(turn[8] - 1) < 1e-6);
  const aboutZ = representatives(onGrid, allAboutZ);
  const done = onGrid.flatMap((first) => aboutZ.map((second) => multiply(first, second)));
  return { onGrid, aboutZ, cosets: representatives(done, group) };
}

/** Rotations of `among`, the identity first, that no product of one of `left` and one before them is. */
function representatives(left: readonly Matrix3[], among: readonly Matrix3[]): Matrix3[] {
  const taken: Matrix3[] = [];
  const isCovered = (turn: Matrix3): boolean =>
    taken.some((known) => {
      const rest = multiply(turn, transpose(known));
      return left.some((one) => one.every((value, i) => Math.abs(value - (rest[i] ?? NaN)) < 1e-6));
    });
  for (const turn of [identity, ...among]) if (!isCovered(turn)) taken.push(turn);
  return taken;
}
