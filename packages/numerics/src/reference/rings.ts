import type { RingLayout } from '../rings.js';

/** Frequency of each sample of an image, pixels of the transform: x, y; with its ring. */
export function ringPoints({ counts }: RingLayout): { ring: number; x: number; y: number; thetaRad: number }[] {
  return counts.flatMap((count, ring) =>
    Array.from({ length: count / 2 }, (_, index) => {
      const thetaRad = (2 * Math.PI * index) / count;
      return { ring, x: (ring + 1) * Math.cos(thetaRad), y: (ring + 1) * Math.sin(thetaRad), thetaRad };
    }),
  );
}

/** Slow twin of `imagesToRings` for one image: the Fourier sum at each point. */
export function imageToRings(image: Float32Array, window: Float32Array, layout: RingLayout): Float64Array {
  const { boxPx } = layout;
  const centre = Math.floor(boxPx / 2);
  const values = ringPoints(layout).flatMap(({ x: kx, y: ky }) => {
    let [re, im] = [0, 0];
    image.forEach((pixel, i) => {
      const [x, y] = [(i % boxPx) - centre, Math.floor(i / boxPx) - centre];
      const angle = (-2 * Math.PI * (kx * x + ky * y)) / boxPx;
      re += pixel * (window[i] ?? 0) * Math.cos(angle);
      im += pixel * (window[i] ?? 0) * Math.sin(angle);
    });
    return [re, im];
  });
  return Float64Array.from(values);
}

/** The value at `thetaRad` on a ring, from its angular orders; order -m is (-1)^m times the conjugate of order m. */
export function valueOnRing(
  orders: ArrayLike<number>,
  layout: RingLayout,
  ring: number,
  thetaRad: number,
): [re: number, im: number] {
  const all = layout.orders.reduce((sum, count) => sum + count, 0);
  const first = layout.orders.slice(0, ring).reduce((sum, count) => sum + count, 0);
  let [re, im] = [0, 0];
  for (let m = 0; m < (layout.orders[ring] ?? 0); m++) {
    const [a, b] = [orders[first + m] ?? 0, orders[all + first + m] ?? 0];
    const [c, s] = [Math.cos(m * thetaRad), Math.sin(m * thetaRad)];
    re += a * c - b * s;
    im += a * s + b * c;
    if (m === 0) continue;
    const sign = m % 2 === 0 ? 1 : -1;
    re += sign * (a * c - b * s);
    im -= sign * (a * s + b * c);
  }
  return [re, im];
}

/** Slow twin of `ringsToOrders` for one image: the mean over each full ring of value times e^(-i m theta). */
export function ringOrders(samples: ArrayLike<number>, layout: RingLayout): Float64Array {
  const points = ringPoints(layout);
  const all = layout.orders.reduce((sum, count) => sum + count, 0);
  const output = new Float64Array(2 * all);
  let first = 0;
  layout.orders.forEach((orders, ring) => {
    for (let m = 0; m < orders; m++) {
      points.forEach((point, i) => {
        if (point.ring !== ring) return;
        const [re, im] = [samples[2 * i] ?? 0, samples[2 * i + 1] ?? 0];
        const weight = 1 / (layout.counts[ring] ?? 1);
        for (const [b, angle] of [[im, point.thetaRad] as const, [-im, point.thetaRad + Math.PI] as const]) {
          const [c, s] = [Math.cos(m * angle), -Math.sin(m * angle)];
          output[first + m] = (output[first + m] ?? 0) + weight * (re * c - b * s);
          output[all + first + m] = (output[all + first + m] ?? 0) + weight * (re * s + b * c);
        }
      });
    }
    first += orders;
  });
  return output;
}

/** Slow twin of `ringsToImages` for one image: the sum over all points of value times share of the plane. */
export function ringsToImage(orders: ArrayLike<number>, layout: RingLayout): Float64Array {
  const { boxPx, counts } = layout;
  const centre = Math.floor(boxPx / 2);
  const image = new Float64Array(boxPx * boxPx);
  for (const { ring, x: kx, y: ky, thetaRad } of ringPoints(layout)) {
    const [re, im] = valueOnRing(orders, layout, ring, thetaRad);
    const share = (2 * Math.PI * (ring + 1)) / (counts[ring] ?? 1) / boxPx ** 2;
    image.forEach((sum, i) => {
      const angle = (2 * Math.PI * (kx * ((i % boxPx) - centre) + ky * (Math.floor(i / boxPx) - centre))) / boxPx;
      // The point opposite is the conjugate: together twice the real part.
      image[i] = sum + 2 * share * (re * Math.cos(angle) - im * Math.sin(angle));
    });
  }
  return image;
}

/** Slow twin of `shiftRingOrders` for one image: each sample times its phase. */
export function shiftedRingOrders(
  orders: ArrayLike<number>,
  [dx, dy]: readonly [number, number],
  layout: RingLayout,
): Float64Array {
  const samples = ringPoints(layout).flatMap(({ ring, x, y, thetaRad }) => {
    const [re, im] = valueOnRing(orders, layout, ring, thetaRad);
    const angle = (2 * Math.PI * (x * dx + y * dy)) / layout.boxPx;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [re * c - im * s, re * s + im * c];
  });
  return ringOrders(samples, layout);
}
