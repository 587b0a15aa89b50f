/**
 * Poses as `.cs` files hold them (rotation vectors) and as RELION does (intrinsic ZYZ angles).
 *
 * With R(v) the rotation by |v| about v, the two are related by R(pose) = Rz(rot) Ry(tilt) Rz(psi), all
 * right-handed. RELION's own matrix is the transpose (it turns the coordinates, not the object), which is why
 * both pyem's csparc2star and cryoDRGN's parsers transpose the exponential of the pose.
 */

const degree = Math.PI / 180;

/** Rotation vectors (radians, three a row) to (rot, tilt, psi) in degrees, three a row; tilt is 0 to 180. */
export function anglesOfPoses(poses: ArrayLike<number>): Float64Array {
  const angles = new Float64Array(poses.length);
  for (let i = 0; i + 2 < poses.length; i += 3) {
    const [x, y, z] = [poses[i] ?? 0, poses[i + 1] ?? 0, poses[i + 2] ?? 0];
    const theta = Math.hypot(x, y, z);
    // sin(theta / 2) / theta, which tends to 1/2.
    const scale = theta < 1e-8 ? 0.5 : Math.sin(theta / 2) / theta;
    const [w, a, b, c] = [Math.cos(theta / 2), scale * x, scale * y, scale * z];
    // Half the sum of psi and rot, and half their difference, from the quaternion of Rz Ry Rz.
    const isPole = Math.hypot(a, b) < 1e-12 || Math.hypot(c, w) < 1e-12;
    const half = Math.atan2(c, w);
    const turn = Math.atan2(a, b);
    // At a pole only the sum (or the difference) counts: rot is 0 there, as in RELION.
    angles[i] = isPole ? 0 : wrap((half - turn) / degree);
    angles[i + 1] = (2 * Math.atan2(Math.hypot(a, b), Math.hypot(c, w))) / degree;
    angles[i + 2] = wrap((isPole ? (Math.hypot(a, b) < 1e-12 ? 2 * half : 2 * turn) : half + turn) / degree);
  }
  return angles;
}

/** (rot, tilt, psi) in degrees to rotation vectors in radians of length 0 to pi, three a row. */
export function posesOfAngles(angles: ArrayLike<number>): Float64Array {
  const poses = new Float64Array(angles.length);
  for (let i = 0; i + 2 < angles.length; i += 3) {
    const [rot, tilt, psi] = [(angles[i] ?? 0) * degree, (angles[i + 1] ?? 0) * degree, (angles[i + 2] ?? 0) * degree];
    const [cos, sin] = [Math.cos(tilt / 2), Math.sin(tilt / 2)];
    const [half, turn] = [(psi + rot) / 2, (psi - rot) / 2];
    const w = cos * Math.cos(half);
    const [x, y, z] = [sin * Math.sin(turn), sin * Math.cos(turn), cos * Math.sin(half)];
    const size = Math.hypot(x, y, z);
    // Of the two quaternions of a rotation, the one with the smaller angle.
    const angle = 2 * Math.atan2(size, Math.abs(w));
    const scale = (size < 1e-12 ? 2 : angle / size) * (w < 0 ? -1 : 1);
    poses.set([scale * x, scale * y, scale * z], i);
  }
  return poses;
}

/** The same angle in (-180, 180]. */
export function wrap(angleDegrees: number): number {
  const turned = angleDegrees % 360;
  return turned > 180 ? turned - 360 : turned <= -180 ? turned + 360 : turned;
}
