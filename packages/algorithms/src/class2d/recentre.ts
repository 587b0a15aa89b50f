import { ordersOf, shiftRingOrders } from '@vitreous/numerics';
import type { ClassSums } from './class-sums.js';

/** Whole pixels by which the mass of a class lies off the centre: x, y. */
export type Offset = readonly [dx: number, dy: number];

/** The nearest whole offset, 0 rather than -0. */
export function wholeOffset([x, y]: readonly [number, number]): Offset {
  return [Math.round(x) + 0, Math.round(y) + 0];
}

/** Moves what a class has summed by minus `offset`, so that its mass comes to the centre. */
export async function moveSums(sums: ClassSums, k: number, offset: Offset): Promise<void> {
  const { classes, layout, numerators } = sums;
  const length = 2 * ordersOf(layout);
  for (const half of [0, 1]) {
    const place = (half * classes + k) * length;
    const own = numerators.slice(place, place + length);
    numerators.set(await shiftRingOrders(own, Float32Array.from(offset), layout), place);
  }
}

/** Where a particle's middle lies after its class was moved: the offset, turned as the particle is. */
export function movedShift(
  [x, y]: readonly [number, number],
  angleRad: number,
  [dx, dy]: Offset,
): readonly [number, number] {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return [x + c * dx - s * dy, y + s * dx + c * dy];
}
