import { imagesToRings, ordersOf, ringsToImages, ringsToOrders } from '@vitreous/numerics';
import type { ClassSums } from './class-sums.js';
import { softDisc } from './soft-disc.js';
import { correlateOnRings } from './ring-correlation.js';

/** Averages of classes, restored and filtered. */
export interface ClassAverages {
  /** Angular orders, (classes, 2, orders). */
  readonly references: Float32Array;
  /** Those of either half alone, filtered the same. */
  readonly halves: readonly [Float32Array, Float32Array];
  /** Correlation of the halves on each ring: (classes, rings). */
  readonly correlations: readonly Float64Array[];
  /** Where the mass of each class lies, pixels from the centre: x, y. */
  readonly centres: readonly (readonly [number, number])[];
}

/** Through what averages are seen: 1 inside, and a soft edge. */
export interface AverageMask {
  readonly window: Float32Array;
  /** Pixels where there is only background: outside of it, and in the box's circle. */
  readonly background: Uint32Array;
}

/** A disc of `radiusPx` with a soft edge. */
export function createAverageMask(boxPx: number, radiusPx: number, edgePx: number): AverageMask {
  const window = softDisc(boxPx, radiusPx, edgePx);
  const centre = Math.floor(boxPx / 2);
  const isBackground = (i: number): boolean =>
    (window[i] ?? 0) <= 0.5 && Math.hypot((i % boxPx) - centre, Math.floor(i / boxPx) - centre) <= boxPx / 2 - 2;
  return { window, background: Uint32Array.from(window.keys()).filter(isBackground) };
}

/** Which pixels say where the middle of a class lies: those above a share of the brightest, weighed alike or not. */
export interface MiddleRule {
  readonly threshold: number;
  readonly binary: boolean;
}

/**
 * Class averages from sums: numerators over denominators, of each half for itself, the background taken off, masked, and both
 * joined under the Wiener filter that their correlation asks for, raised to `filterPower`.
 */
export async function averageClasses(
  sums: ClassSums,
  mask: AverageMask,
  middle: MiddleRule,
  { threads = 1, filterPower = 1 }: { threads?: number; filterPower?: number } = {},
): Promise<ClassAverages> {
  const { classes, layout } = sums;
  const all = ordersOf(layout);
  const rings = layout.orders.length;
  const raw = divideSums(sums);
  const images = await ringsToImages(raw, 2 * classes, layout, { threads });
  const area = layout.boxPx ** 2;
  for (let row = 0; row < 2 * classes; row++) {
    flatten(images.subarray(row * area, (row + 1) * area), mask);
  }
  const samples = await imagesToRings(images, 2 * classes, mask.window, layout, { threads });
  const orders = await ringsToOrders(samples, 2 * classes, layout);
  const references = new Float32Array(2 * classes * all);
  const halves = [new Float32Array(2 * classes * all), new Float32Array(2 * classes * all)] as const;
  const correlations: Float64Array[] = [];
  const centres: (readonly [number, number])[] = [];
  for (let k = 0; k < classes; k++) {
    const of = (half: number): Float32Array =>
      orders.subarray((half * classes + k) * 2 * all, (half * classes + k + 1) * 2 * all);
    const [first, second] = [of(0), of(1)];
    const curve = correlateOnRings(first, second, layout);
    // On rings that nothing was summed on there is only what the edge of the mask has spread, alike in both.
    for (let ring = 0; ring < rings; ring++) {
      const seen = [k, classes + k].every((row) => (sums.denominators[row * rings + ring] ?? 0) > 0);
      if (!seen) curve[ring] = 0;
    }
    correlations.push(curve);
    const keep = filterOf(curve).map((value) => value ** filterPower);
    let at = 0;
    layout.orders.forEach((count, ring) => {
      const a = sums.denominators[k * rings + ring] ?? 0;
      const b = sums.denominators[(classes + k) * rings + ring] ?? 0;
      const share = a + b > 0 ? a / (a + b) : 0;
      const filter = keep[ring] ?? 0;
      for (let m = 0; m < count; m++, at++) {
        for (const plane of [at, all + at]) {
          const [x, y] = [first[plane] ?? 0, second[plane] ?? 0];
          references[2 * k * all + plane] = filter * (share * x + (1 - share) * y);
          halves[0][2 * k * all + plane] = filter * x;
          halves[1][2 * k * all + plane] = filter * y;
        }
      }
    });
    centres.push(
      massCentre(
        images.subarray(k * area, (k + 1) * area),
        images.subarray((classes + k) * area, (classes + k + 1) * area),
        layout.boxPx,
        mask,
        middle,
      ),
    );
  }
  return { references, halves, correlations, centres };
}

/** Numerators over denominators: (2 halves, classes, 2, orders). */
function divideSums({ classes, layout, numerators, denominators }: ClassSums): Float32Array {
  const all = ordersOf(layout);
  const rings = layout.orders.length;
  const raw = new Float32Array(numerators.length);
  for (let row = 0; row < 2 * classes; row++) {
    const own = denominators.subarray(row * rings, (row + 1) * rings);
    // Where contrast transfer is near 0 for all particles there is nothing to divide by.
    const least = (0.02 * own.reduce((sum, value) => sum + value, 0)) / rings;
    let at = row * 2 * all;
    layout.orders.forEach((count, ring) => {
      const value = own[ring] ?? 0;
      const scale = value > 0 ? 1 / (value + least) : 0;
      for (let m = 0; m < count; m++, at++) {
        raw[at] = scale * (numerators[at] ?? 0);
        raw[all + at] = scale * (numerators[all + at] ?? 0);
      }
    });
  }
  return raw;
}

/** Takes off the mean outside the mask, where there is only background. */
function flatten(image: Float32Array, { background }: AverageMask): void {
  let sum = 0;
  for (const pixel of background) sum += image[pixel] ?? 0;
  const level = background.length > 0 ? sum / background.length : 0;
  for (let i = 0; i < image.length; i++) image[i] = (image[i] ?? 0) - level;
}

/**
 * The Wiener filter of the mean of two halves whose correlation is `curve`: signal over signal and noise is 2 c / (1 + c).
 * The curve is smoothed over neighbouring rings, and what follows a ring without correlation is not believed either.
 */
function filterOf(curve: Float64Array): Float64Array {
  const smooth = curve.map((_, ring) => {
    const weights = [-2, -1, 0, 1, 2].map((step) => [ring + step, 3 - Math.abs(step)] as const);
    const near = weights.filter(([at]) => at >= 0 && at < curve.length);
    const total = near.reduce((sum, [, weight]) => sum + weight, 0);
    return near.reduce((sum, [at, weight]) => sum + weight * (curve[at] ?? 0), 0) / total;
  });
  let lost = 0;
  return smooth.map((value) => {
    const sure = Math.min(1, Math.max(0, value));
    lost = sure < 0.1 ? lost + 1 : Math.max(0, lost - 0.5);
    return lost > 3 ? 0 : (2 * sure) / (1 + sure);
  });
}

/** Centre of what is bright within the mask. */
function massCentre(
  first: Float32Array,
  second: Float32Array,
  boxPx: number,
  { window }: AverageMask,
  { threshold, binary }: MiddleRule,
): readonly [number, number] {
  const centre = Math.floor(boxPx / 2);
  let most = 0;
  for (let i = 0; i < first.length; i++) most = Math.max(most, (window[i] ?? 0) * ((first[i] ?? 0) + (second[i] ?? 0)));
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const value = (window[i] ?? 0) * ((first[i] ?? 0) + (second[i] ?? 0)) - threshold * most;
    if (value <= 0) continue;
    const weight = binary ? 1 : value;
    mass += weight;
    sumX += weight * ((i % boxPx) - centre);
    sumY += weight * (Math.floor(i / boxPx) - centre);
  }
  return mass > 0 ? [sumX / mass, sumY / mass] : [0, 0];
}
