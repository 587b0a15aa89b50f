import { resampleReal, type Volume } from '@vitreous/numerics';
import { identity } from '../rotation.js';
import { moveMap } from './move-map.js';

/**
 * A volume cut or padded about its centre, voxel floor(size / 2) of each axis, to a cube of `to` voxels a side. What is new has
 * the mean of the volume's outermost voxels.
 */
export function changeBox({ depth, height, width, data }: Volume, to: number): Float32Array {
  const skip = [width, height, depth].map((size) => Math.floor(size / 2) - Math.floor(to / 2)) as [
    number,
    number,
    number,
  ];
  const cube = new Float32Array(to ** 3);
  if (to > Math.min(width, height, depth)) cube.fill(meanOfFaces({ depth, height, width, data }));
  const [left, right] = [Math.max(0, -skip[0]), Math.min(to, width - skip[0])];
  for (let z = Math.max(0, -skip[2]); z < Math.min(to, depth - skip[2]); z++) {
    for (let y = Math.max(0, -skip[1]); y < Math.min(to, height - skip[1]); y++) {
      const row = ((z + skip[2]) * height + y + skip[1]) * width + skip[0];
      cube.set(data.subarray(row + left, row + right), (z * to + y) * to + left);
    }
  }
  return cube;
}

function meanOfFaces({ depth, height, width, data }: Volume): number {
  let [sum, count] = [0, 0];
  data.forEach((value, i) => {
    const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
    if (x > 0 && x < width - 1 && y > 0 && y < height - 1 && z > 0 && z < depth - 1) return;
    sum += value;
    count++;
  });
  return sum / count;
}

/** A map of n³ voxels on a grid of `to`³ over the same cube, by its Fourier transform; centres stay centres, values keep their scale. */
export async function resampleMap(
  map: Float32Array,
  to: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const n = Math.round(Math.cbrt(map.length));
  if (n === to) return map;
  const made = await resampleReal(map, [n, n, n], [to, to, to], { threads });
  // Voxel 0 stays in its place; of odd sizes the centre would not.
  const off = (Math.floor(n / 2) * to) / n - Math.floor(to / 2);
  return off === 0 ? made : moveMap(made, { rotation: identity, offsetPx: [off, off, off] }, { threads });
}
