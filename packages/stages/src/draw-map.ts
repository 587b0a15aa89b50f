import type { Stack } from '@vitreous/numerics';
import { drawMontage } from '@vitreous/pictures';

/** Projections of a map of n³ voxels along z, y and x, and below them its middle slices: PNG. */
export function drawMap(map: Float32Array, n: number): Promise<Buffer> {
  return drawViews(lookAt(map, n), n);
}

/** Projections of a map of n³ voxels along z, y and x: PNG. */
export function drawProjections(map: Float32Array, n: number): Promise<Buffer> {
  return drawAllProjections([map], n);
}

/** Projections of several maps of n³ voxels, a row for each: PNG. */
export function drawAllProjections(maps: readonly Float32Array[], n: number): Promise<Buffer> {
  const data = new Float32Array(maps.length * 3 * n * n);
  maps.forEach((map, row) => {
    data.set(lookAt(map, n).subarray(0, 3 * n * n), row * 3 * n * n);
  });
  return drawViews(data, n);
}

/** Small boxes are shown larger: about so many pixels a side. */
const shownPx = 160;

function drawViews(data: Float32Array, n: number): Promise<Buffer> {
  const times = Math.max(1, Math.round(shownPx / n));
  const side = n * times;
  const count = data.length / n ** 2;
  const shown = new Float32Array(count * side * side);
  for (let row = 0; row < count * side; row++) {
    const from = Math.floor(row / times) * n;
    for (let x = 0; x < side; x++) shown[row * side + x] = data[from + Math.floor(x / times)] ?? 0;
  }
  const stack: Stack = { count, height: side, width: side, data: shown };
  return drawMontage(stack, { columns: 3, sigmas: 6 });
}

/** Three projections and three slices, n² pixels each. */
function lookAt(map: Float32Array, n: number): Float32Array {
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
  return data;
}
