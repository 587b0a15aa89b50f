import { native } from './native.js';

/**
 * Rings about frequency 0 of images of `boxPx` x `boxPx` pixels. Ring i has radius i + 1 in steps of one over the box; there
 * are at most boxPx / 2 - 2 of them.
 */
export interface RingLayout {
  readonly boxPx: number;
  /** Samples on each full ring: even. */
  readonly counts: readonly number[];
  /** Angular orders kept of each ring, 0 .. orders - 1: multiples of 8 that do not decrease, at most half its samples. */
  readonly orders: readonly number[];
}

/** Samples of one image: half rings, the other half being their conjugates. */
export function samplesOf({ counts }: RingLayout): number {
  return counts.reduce((sum, count) => sum + count / 2, 0);
}

/** Angular orders of one image on all its rings. */
export function ordersOf({ orders }: RingLayout): number {
  return orders.reduce((sum, count) => sum + count, 0);
}

/** The inner `count` rings of a layout. */
export function innerRings({ boxPx, counts, orders }: RingLayout, count: number): RingLayout {
  return { boxPx, counts: counts.slice(0, count), orders: orders.slice(0, count) };
}

/**
 * Fourier transforms on rings of `count` images multiplied by `window` (one image): complex pairs (count, samples), sample
 * j of a ring at the angle 2 pi j / its count, from x towards y. The phase origin is pixel floor(boxPx / 2).
 */
export function imagesToRings(
  images: Float32Array,
  count: number,
  window: Float32Array,
  { boxPx, counts, orders }: RingLayout,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.imagesToRings(images, count, window, boxPx, [...counts], [...orders], threads);
}

/**
 * Angular orders of samples on rings, (count, 2, orders) with real and imaginary parts apart: order m of a ring is the mean
 * over it of the samples times e^(-i m theta).
 */
export function ringsToOrders(
  samples: Float32Array,
  count: number,
  { boxPx, counts, orders }: RingLayout,
): Promise<Float32Array> {
  return native.ringsToOrders(samples, count, boxPx, [...counts], [...orders]);
}

/**
 * Images from angular orders (count, 2, orders): each point of a ring stands for its share of the plane of frequencies.
 * Frequency 0 and rings beyond the last count as 0.
 */
export function ringsToImages(
  ringOrders: Float32Array,
  count: number,
  { boxPx, counts, orders }: RingLayout,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.ringsToImages(ringOrders, count, boxPx, [...counts], [...orders], threads);
}

/**
 * Angular orders (count, 2, orders) of images moved by minus `shiftsPx` (count, 2; x first): what lay there comes to the
 * centre. Orders beyond those that the layout keeps are lost.
 */
export function shiftRingOrders(
  ringOrders: Float32Array,
  shiftsPx: Float32Array,
  { boxPx, counts, orders }: RingLayout,
): Promise<Float32Array> {
  return native.shiftRingOrders(ringOrders, shiftsPx, boxPx, [...counts], [...orders]);
}
