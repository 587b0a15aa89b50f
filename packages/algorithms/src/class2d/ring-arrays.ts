import { ordersOf, type RingLayout } from '@vitreous/numerics';

/** The inner rings of angular orders (classes, 2, orders). */
export function innerOrders(
  orders: Float32Array,
  classes: number,
  layout: RingLayout,
  inner: RingLayout,
): Float32Array {
  const [all, used] = [ordersOf(layout), ordersOf(inner)];
  const taken = new Float32Array(2 * classes * used);
  for (let plane = 0; plane < 2 * classes; plane++) {
    taken.set(orders.subarray(plane * all, plane * all + used), plane * used);
  }
  return taken;
}

/** A copy with 0 on all rings but those from `first` on and before `end`. */
export function ringsWithin(
  orders: Float32Array,
  layout: RingLayout,
  { first, end }: { readonly first: number; readonly end: number },
): Float32Array {
  if (first === 0 && end >= layout.orders.length) return orders;
  const taken = orders.slice();
  scaleRings(taken, layout, (ring) => Number(ring >= first && ring < end));
  return taken;
}

/** Mean of |X|² on each ring, over images. */
export function powerOfSamples(samples: Float32Array, count: number, layout: RingLayout): Float64Array {
  const power = new Float64Array(layout.counts.length);
  let at = 0;
  for (let image = 0; image < count; image++) {
    layout.counts.forEach((points, ring) => {
      let sum = 0;
      for (let i = 0; i < points; i++, at++) sum += (samples[at] ?? 0) ** 2;
      power[ring] = (power[ring] ?? 0) + sum / (points / 2) / count;
    });
  }
  return power;
}

/** Multiplies each ring of angular orders by a factor of its own, in place. */
export function scaleRings(orders: Float32Array, layout: RingLayout, factor: (ring: number) => number): void {
  const all = ordersOf(layout);
  for (let plane = 0; plane < orders.length / all; plane++) {
    let at = plane * all;
    layout.orders.forEach((count, ring) => {
      const scale = factor(ring);
      for (let m = 0; m < count; m++, at++) orders[at] = scale * (orders[at] ?? 0);
    });
  }
}
