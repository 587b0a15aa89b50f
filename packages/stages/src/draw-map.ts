import type { Stack } from '@vitreous/numerics';
import { drawMontage } from '@vitreous/pictures';

/** Projections of a map of n³ voxels along z, y and x, and below them its middle slices: PNG. */
export function drawMap(map: Float32Array, n: number): Promise<Buffer> {
  const data = new Float32Array(6 * n * n);
  const middle = Math.floor(n / 2);
  const add = (picture: number, row: number, column: number, value: number): void => {
    const at = (picture * n + row) * n + column;
    data[at] = (data[at] ?? 0) + value;
  };
  map.forEach((value, i) => {
    const [x, y, z] = [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)];
    add(0, y, x, value);
    add(1, z, x, value);
    add(2, z, y, value);
    if (z === middle) add(3, y, x, value);
    if (y === middle) add(4, z, x, value);
    if (x === middle) add(5, z, y, value);
  });
  const stack: Stack = { count: 6, height: n, width: n, data };
  return drawMontage(stack, { columns: 3, sigmas: 6 });
}
