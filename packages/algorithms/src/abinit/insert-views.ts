import { ringsToImages, type FoundOnRings, type RingLayout, type SliceSums } from '@vitreous/numerics';

/**
 * Adds what the views of a class have gathered, rows `rows` of what was found, to its sums: as slices at `rotations` (row, 9), each
 * sample counting by its denominator.
 */
export async function insertViews(
  sums: SliceSums,
  found: FoundOnRings,
  rows: readonly number[],
  given: {
    readonly inner: RingLayout;
    readonly rotations: Float32Array;
    readonly pixelSizeA: number;
    readonly symmetry: Float32Array;
    readonly threads: number;
  },
): Promise<void> {
  const { inner, threads } = given;
  const rings = inner.orders.length;
  const all = inner.orders.reduce((sum, length) => sum + length, 0);
  const radii = sums.rings + 1;
  const orders = new Float32Array(rows.length * 2 * all);
  const inverseNoise = new Float32Array(rows.length * radii);
  rows.forEach((row, i) => {
    let at = 0;
    inner.orders.forEach((length, ring) => {
      const denominator = found.denominators[row * rings + ring] ?? 0;
      inverseNoise[i * radii + ring + 1] = denominator;
      const scale = denominator > 0 ? 1 / denominator : 0;
      for (let m = 0; m < length; m++, at++) {
        for (const plane of [0, all]) {
          orders[2 * all * i + plane + at] = scale * (found.numerators[2 * all * row + plane + at] ?? 0);
        }
      }
    });
  });
  await sums.insert(
    {
      images: await ringsToImages(orders, rows.length, inner, { threads }),
      window: new Float32Array(sums.boxPx ** 2).fill(1),
      aberrations: rows.map(() => ({ constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 })),
      pixelSizeA: given.pixelSizeA,
      rotations: given.rotations,
      shiftsPx: new Float32Array(2 * rows.length),
      scales: new Float32Array(rows.length).fill(1),
      inverseNoise,
    },
    given.symmetry,
    { threads },
  );
}
