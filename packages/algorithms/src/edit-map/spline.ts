import { forwardReal, inverseReal } from '@vitreous/numerics';

/** A map as a sum of cubic B-splines: between voxels it is smooth, on them it is the map (Unser 1999, IEEE Signal Proc. Mag. 16, 22). */
export interface Spline {
  readonly n: number;
  /** (n, n, n). */
  readonly coefficients: Float32Array;
}

/** The splines of a map of n³ voxels, which is taken to repeat beyond its edges. */
export async function createSpline(map: Float32Array, { threads = 1 }: { threads?: number } = {}): Promise<Spline> {
  const n = Math.round(Math.cbrt(map.length));
  const shape = [n, n, n];
  const spectrum = await forwardReal(map, shape, { threads });
  // A cubic B-spline on the voxels is 1/6, 4/6, 1/6; its transform is undone along each axis.
  const undo = Float64Array.from({ length: n }, (_, k) => 3 / (2 + Math.cos((2 * Math.PI * k) / n)));
  const half = Math.floor(n / 2) + 1;
  let at = 0;
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      const outer = (undo[z] ?? 1) * (undo[y] ?? 1);
      for (let x = 0; x < half; x++, at += 2) {
        const factor = outer * (undo[x] ?? 1);
        spectrum[at] = factor * (spectrum[at] ?? 0);
        spectrum[at + 1] = factor * (spectrum[at + 1] ?? 0);
      }
    }
  }
  return { n, coefficients: await inverseReal(spectrum, shape, { threads }) };
}

/** Value at a place in voxels from the first one; 0 outside of the map. */
export function sampleSpline({ n, coefficients }: Spline, x: number, y: number, z: number): number {
  const last = n - 1;
  if (!(x >= 0 && y >= 0 && z >= 0 && x <= last && y <= last && z <= last)) return 0;
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [fx, fy, fz] = [x - ix, y - iy, z - iz];
  const inside = ix >= 1 && ix + 2 < n;
  const [x0, x1, x2, x3] = inside ? [ix - 1, ix, ix + 1, ix + 2] : [(ix - 1 + n) % n, ix, (ix + 1) % n, (ix + 2) % n];
  const [a0, a1, a2, a3] = [weightOf(0, fx), weightOf(1, fx), weightOf(2, fx), weightOf(3, fx)];
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const plane = ((iz - 1 + k + n) % n) * n;
    let part = 0;
    for (let j = 0; j < 4; j++) {
      const row = (plane + ((iy - 1 + j + n) % n)) * n;
      part +=
        weightOf(j, fy) *
        (a0 * (coefficients[row + x0] ?? 0) +
          a1 * (coefficients[row + x1] ?? 0) +
          a2 * (coefficients[row + x2] ?? 0) +
          a3 * (coefficients[row + x3] ?? 0));
    }
    sum += weightOf(k, fz) * part;
  }
  return sum;
}

/** The cubic B-spline at the four places around a fraction. */
function weightOf(tap: number, f: number): number {
  const g = 1 - f;
  if (tap === 0) return (g * g * g) / 6;
  if (tap === 1) return (4 - 3 * f * f * (2 - f)) / 6;
  if (tap === 2) return (4 - 3 * g * g * (2 - g)) / 6;
  return (f * f * f) / 6;
}
