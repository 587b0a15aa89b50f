import type { Matrix3 } from '../rotation.js';
import { createSpline, sampleSpline, type Spline } from './spline.js';

/** Which place of a map, r about its centre, shows at r' in the moved one: r = rotation r' + offset. */
export interface Move {
  readonly rotation: Matrix3;
  /** x first. */
  readonly offsetPx: readonly [number, number, number];
}

/** A map of n³ voxels turned and shifted: moved(r) = map(rotation r + offset), about voxel floor(n / 2); 0 beyond its edges. */
export async function moveMap(
  map: Float32Array,
  move: Move,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const moved = new Float32Array(map.length);
  addMoved(moved, await createSpline(map, { threads }), move, 1);
  return moved;
}

/** The mean of a map under all rotations of a group about its centre. */
export async function symmetriseMap(
  map: Float32Array,
  group: readonly Matrix3[],
  { threads = 1, signal }: { threads?: number; signal?: AbortSignal } = {},
): Promise<Float32Array> {
  const spline = await createSpline(map, { threads });
  const mean = new Float32Array(map.length);
  for (const rotation of group) {
    signal?.throwIfAborted();
    addMoved(mean, spline, { rotation, offsetPx: [0, 0, 0] }, 1 / group.length);
  }
  return mean;
}

/** The other hand: mirrored in the section through the centre, voxel floor(n / 2). */
export function mirrorMap(map: Float32Array): Float32Array {
  const n = Math.round(Math.cbrt(map.length));
  const area = n * n;
  const mirrored = new Float32Array(map.length);
  for (let z = 0; z < n; z++) {
    // Of an even number of sections the first has no partner: it stays.
    const from = (2 * Math.floor(n / 2) - z + n) % n;
    mirrored.set(map.subarray(from * area, (from + 1) * area), z * area);
  }
  return mirrored;
}

function addMoved(sum: Float32Array, spline: Spline, { rotation: m, offsetPx }: Move, weight: number): void {
  const { n } = spline;
  const c = Math.floor(n / 2);
  let at = 0;
  for (let z = -c; z < n - c; z++) {
    for (let y = -c; y < n - c; y++) {
      const [x0, y0, z0] = [
        m[1] * y + m[2] * z + offsetPx[0] + c,
        m[4] * y + m[5] * z + offsetPx[1] + c,
        m[7] * y + m[8] * z + offsetPx[2] + c,
      ];
      for (let x = -c; x < n - c; x++, at++) {
        sum[at] = (sum[at] ?? 0) + weight * sampleSpline(spline, x0 + m[0] * x, y0 + m[3] * x, z0 + m[6] * x);
      }
    }
  }
}
