import { ordersOf, type RingLayout } from '@vitreous/numerics';

/** Sums along each ring of a b*, |a|² and |b|². */
export interface RingSums {
  readonly product: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Mean along each ring of the product of two images (its real part), and of their squares, from angular orders (2, orders). */
export function multiplyOnRings(a: Float32Array, b: Float32Array, layout: RingLayout): RingSums {
  const all = ordersOf(layout);
  const rings = layout.orders.length;
  const sums = { product: new Float64Array(rings), first: new Float64Array(rings), second: new Float64Array(rings) };
  let at = 0;
  layout.orders.forEach((orders, ring) => {
    let [product, first, second] = [0, 0, 0];
    for (let m = 0; m < orders; m++, at++) {
      // Every order but 0 stands for its opposite too.
      const weight = m === 0 ? 1 : 2;
      const [ar, ai, br, bi] = [a[at] ?? 0, a[all + at] ?? 0, b[at] ?? 0, b[all + at] ?? 0];
      product += weight * (ar * br + ai * bi);
      first += weight * (ar * ar + ai * ai);
      second += weight * (br * br + bi * bi);
    }
    sums.product[ring] = product;
    sums.first[ring] = first;
    sums.second[ring] = second;
  });
  return sums;
}

/** Correlation of two images on each ring: 0 where one of them has nothing. */
export function correlateOnRings(a: Float32Array, b: Float32Array, layout: RingLayout): Float64Array {
  const { product, first, second } = multiplyOnRings(a, b, layout);
  return product.map((value, ring) => {
    const norm = Math.sqrt((first[ring] ?? 0) * (second[ring] ?? 0));
    return norm > 0 ? value / norm : 0;
  });
}

/**
 * Resolution in Å at which the curve first falls below `threshold`, between rings by a straight line; the last ring's when
 * it never does, and that of frequency 1 / box when it begins below.
 */
export function resolutionOf(curve: ArrayLike<number>, threshold: number, boxPx: number, pixelSizeA: number): number {
  const widthA = boxPx * pixelSizeA;
  for (let ring = 0; ring < curve.length; ring++) {
    const value = curve[ring] ?? 0;
    if (value >= threshold) continue;
    if (ring === 0) return widthA;
    const before = curve[ring - 1] ?? 0;
    return widthA / (ring + (before - threshold) / (before - value));
  }
  return widthA / curve.length;
}
