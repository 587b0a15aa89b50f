import type { MapData } from './map-data.js';

export type Axis = 'x' | 'y' | 'z';

/** The plane of a map at a place along an axis: rows from the top, as pictures lie. */
export function cutSlice(
  { size: [nx, ny, nz], data }: Pick<MapData, 'size' | 'data'>,
  axis: Axis,
  at: number,
): { width: number; height: number; values: Float32Array } {
  const [width, height] = axis === 'x' ? [ny, nz] : axis === 'y' ? [nx, nz] : [nx, ny];
  const indexOf = {
    x: (column: number, row: number) => (row * ny + column) * nx + at,
    y: (column: number, row: number) => (row * ny + at) * nx + column,
    z: (column: number, row: number) => (at * ny + row) * nx + column,
  }[axis];
  const values = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) values[row * width + column] = data[indexOf(column, row)] ?? 0;
  }
  return { width, height, values };
}

/** Greys, four bytes a pixel: black at `low`, white at `high`. */
export function greysOf(values: Float32Array, low: number, high: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length);
  const scale = 255 / (high - low || 1);
  values.forEach((value, i) => {
    const grey = (value - low) * scale;
    pixels.fill(grey, 4 * i, 4 * i + 3);
    pixels[4 * i + 3] = 255;
  });
  return pixels;
}
