import type { Random } from '@vitreous/numerics';

/** A 3 x 3 rotation matrix, row-major. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

export const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  const cell = (i: number): number => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, j) => sum + (a[row + j] ?? 0) * (b[3 * j + column] ?? 0), 0);
  };
  return [cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6), cell(7), cell(8)];
}

export function transpose([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [a, d, g, b, e, h, c, f, i];
}

/** Rotation by `angleRad` about a direction of any length: Rodrigues' formula. */
export function rotationAbout(axis: readonly [number, number, number], angleRad: number): Matrix3 {
  const length = Math.hypot(...axis);
  if (length === 0) return identity;
  const [x, y, z] = [axis[0] / length, axis[1] / length, axis[2] / length];
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const d = 1 - c;
  return [
    c + x * x * d,
    x * y * d - z * s,
    x * z * d + y * s,
    y * x * d + z * s,
    c + y * y * d,
    y * z * d - x * s,
    z * x * d - y * s,
    z * y * d + x * s,
    c + z * z * d,
  ];
}

/** A rotation drawn uniformly from all: a unit quaternion after Shoemake 1992, Graphics Gems III. */
export function randomRotation(random: Random): Matrix3 {
  const [u, v, w] = [random.uniform(), 2 * Math.PI * random.uniform(), 2 * Math.PI * random.uniform()];
  const [p, q] = [Math.sqrt(1 - u), Math.sqrt(u)];
  const [x, y, z, r] = [p * Math.sin(v), p * Math.cos(v), q * Math.sin(w), q * Math.cos(w)];
  const half = Math.hypot(x, y, z);
  return rotationAbout([x, y, z], 2 * Math.atan2(half, r));
}

/**
 * RELION's angles in radians, intrinsic ZYZ, of the matrix that turns the map's axes into the image's:
 * r_image = Z(psi) Y(tilt) Z(rot) r_map, its third row the viewing direction in the map.
 */
export function anglesOf(matrix: Matrix3): { rotRad: number; tiltRad: number; psiRad: number } {
  const [m00, m01, , , , m12, m20, m21, m22] = matrix;
  const sine = Math.hypot(m20, m21);
  const tiltRad = Math.atan2(sine, m22);
  if (sine < 1e-9) return { rotRad: 0, tiltRad, psiRad: Math.atan2(m01, m22 > 0 ? m00 : -m00) };
  return { rotRad: Math.atan2(m21, m20), tiltRad, psiRad: Math.atan2(m12, -matrix[2]) };
}

/** The matrix of RELION's angles (see `anglesOf`). */
export function matrixOfAngles(rotRad: number, tiltRad: number, psiRad: number): Matrix3 {
  const [ca, sa] = [Math.cos(rotRad), Math.sin(rotRad)];
  const [cb, sb] = [Math.cos(tiltRad), Math.sin(tiltRad)];
  const [cg, sg] = [Math.cos(psiRad), Math.sin(psiRad)];
  return [
    cg * cb * ca - sg * sa,
    cg * cb * sa + sg * ca,
    -cg * sb,
    -sg * cb * ca - cg * sa,
    -sg * cb * sa + cg * ca,
    sg * sb,
    sb * ca,
    sb * sa,
    cb,
  ];
}

/** Axis times angle of a rotation matrix, angle 0 to pi. */
export function rotationVectorOf(m: Matrix3): readonly [number, number, number] {
  const twist = [m[7] - m[5], m[2] - m[6], m[3] - m[1]] as const;
  const sine = Math.hypot(...twist) / 2;
  const angle = Math.atan2(sine, (m[0] + m[4] + m[8] - 1) / 2);
  if (sine > 1e-6) {
    const scale = angle / (2 * sine);
    return [twist[0] * scale, twist[1] * scale, twist[2] * scale];
  }
  if (angle < 1) return [twist[0] / 2, twist[1] / 2, twist[2] / 2];
  // Half a turn: the matrix is 2 n n' - 1; the largest component of n is the safest to divide by.
  const squares = [m[0], m[4], m[8]].map((value) => Math.max(0, (value + 1) / 2));
  const largest = squares.indexOf(Math.max(...squares));
  const pivot = Math.sqrt(squares[largest] ?? 1);
  const column = [0, 1, 2].map((row) => (m[3 * row + largest] ?? 0) + (row === largest ? 1 : 0));
  const [x = 0, y = 0, z = 0] = column.map((value) => (angle * value) / (2 * pivot));
  return [x, y, z];
}
