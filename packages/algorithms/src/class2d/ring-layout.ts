import type { RingLayout } from '@vitreous/numerics';

/** What decides how finely rings must be sampled. */
export interface RingNeeds {
  readonly boxPx: number;
  /** Radius of the outermost ring, steps of one over the box. */
  readonly rings: number;
  /** Radius about the centre within which references differ from 0. */
  readonly referenceRadiusPx: number;
  /** Greatest shift of an image. */
  readonly shiftPx: number;
}

/** Orders that a smooth edge needs beyond those of a sharp one. */
const tail = 6;
const lanes = 8;

/** The most rings that a box allows: taps of the interpolation stay within its Nyquist frequency. */
export function mostRings(boxPx: number): number {
  return Math.floor(boxPx / 2) - 2;
}

/**
 * Rings for comparing images with references. What lies within radius a has angular orders up to 2 pi r a / box on ring r,
 * so a reference needs that many; an image, which fills its box and may be shifted, has more, and the samples must be as many as
 * keep its orders from folding onto the reference's.
 */
export function layOutRings({ boxPx, rings, referenceRadiusPx, shiftPx }: RingNeeds): RingLayout {
  const step = (2 * Math.PI) / boxPx;
  const radii = Array.from({ length: rings }, (_, ring) => ring + 1);
  const orders = radii.map((radius) => lanes * Math.ceil((step * radius * referenceRadiusPx + tail) / lanes));
  const counts = radii.map((radius, ring) => {
    const ofImage = step * radius * (boxPx / 2 + shiftPx) + tail;
    return fastEvenLength(Math.max(2 * (orders[ring] ?? 0), ofImage + (orders[ring] ?? 0)), 4);
  });
  return { boxPx, counts, orders };
}

/** Angles to try so that a peak of `orders` orders is never missed by more than a small part of its height. */
export function anglesFor(orders: number): number {
  return fastEvenLength(2.4 * orders, lanes);
}

/** The least multiple of `multiple` from `least` on whose other factors are 2, 3 and 5. */
export function fastEvenLength(least: number, multiple: number): number {
  for (let length = multiple * Math.ceil(least / multiple); ; length += multiple) {
    let rest = length;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return length;
  }
}
