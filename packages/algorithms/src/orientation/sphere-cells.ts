/** Cells of equal area that cover a sphere, or one half of it for what is the same in opposite directions. */
export interface SphereCells {
  /** Their middles, unit vectors: (cells, 3). */
  readonly directions: Float32Array;
  /** Whether opposite directions are one. */
  readonly isHalf: boolean;
  /** The cell that a direction (of any length above 0) lies in. */
  find(x: number, y: number, z: number): number;
}

/** Cells about `sideRad` wide: bands of latitude, each cut into as many cells as fit around it. */
export function createSphereCells(sideRad: number, { isHalf }: { isHalf: boolean }): SphereCells {
  const height = isHalf ? Math.PI / 2 : Math.PI;
  const bands = Math.max(1, Math.round(height / sideRad));
  const counts = Array.from({ length: bands }, (_, band) => {
    const theta = ((band + 0.5) * height) / bands;
    return Math.max(1, Math.round((2 * Math.PI * Math.sin(theta)) / sideRad));
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Cut at the heights that give all cells one area; z runs from 1 down to 0 or -1.
  const ends = [0];
  for (const count of counts) ends.push((ends[ends.length - 1] ?? 0) + count);
  const depth = isHalf ? 1 : 2;
  const directions = new Float32Array(3 * total);
  counts.forEach((count, band) => {
    const z = 1 - (depth * ((ends[band] ?? 0) + (ends[band + 1] ?? 0))) / 2 / total;
    const around = Math.sqrt(1 - z * z);
    for (let i = 0; i < count; i++) {
      const phi = (2 * Math.PI * (i + 0.5)) / count;
      directions.set([around * Math.cos(phi), around * Math.sin(phi), z], 3 * ((ends[band] ?? 0) + i));
    }
  });
  // Bands by height, finely enough that at most the next one is meant.
  const table = Uint16Array.from({ length: 16 * bands * bands + 1 }, (_, i) => {
    const before = (i / (16 * bands * bands)) * total;
    return Math.max(0, ends.findIndex((end, band) => band > 0 && end > before) - 1);
  });
  const find = (x: number, y: number, z: number): number => {
    const sign = isHalf && z < 0 ? -1 : 1;
    const height = (sign * z) / Math.sqrt(x * x + y * y + z * z);
    const before = ((1 - height) / depth) * total;
    let band = table[Math.floor((before / total) * (table.length - 1))] ?? bands - 1;
    while (band + 1 < bands && (ends[band + 1] ?? total) <= before) band++;
    const turn = Math.atan2(sign * y, sign * x) / (2 * Math.PI);
    const count = counts[band] ?? 1;
    return (ends[band] ?? 0) + (Math.floor((turn - Math.floor(turn)) * count) % count);
  };
  return { directions, isHalf, find };
}
