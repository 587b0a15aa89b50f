import { ordersOf, type FoundOnRings, type RingLayout } from '@vitreous/numerics';

/** What particles have added to classes so far, each half of them for itself. */
export interface ClassSums {
  readonly classes: number;
  readonly layout: RingLayout;
  /** (2 halves, classes, 2, orders). */
  readonly numerators: Float32Array;
  /** (2, classes, rings). */
  readonly denominators: Float32Array;
  /** (2, classes). */
  readonly counts: Float64Array;
  /** On each ring, over particles: power, power left without the references found, and how many particles. */
  readonly power: Float64Array;
  readonly residual: Float64Array;
  readonly seen: Float64Array;
}

export function createClassSums(classes: number, layout: RingLayout): ClassSums {
  const rings = layout.orders.length;
  return {
    classes,
    layout,
    numerators: new Float32Array(4 * classes * ordersOf(layout)),
    denominators: new Float32Array(2 * classes * rings),
    counts: new Float64Array(2 * classes),
    power: new Float64Array(rings),
    residual: new Float64Array(rings),
    seen: new Float64Array(rings),
  };
}

/** Makes everything added so far count `factor` times. */
export function fadeSums(sums: ClassSums, factor: number): void {
  const { numerators, denominators, counts, power, residual, seen } = sums;
  for (const array of [numerators, denominators, counts, power, residual, seen]) {
    for (let i = 0; i < array.length; i++) array[i] = factor * (array[i] ?? 0);
  }
}

/**
 * Adds what a search over the inner rings `inner` found. `references` (classes, 2, orders of the inner rings) and `noise` are
 * those of the search: with them follows what the particles have left on each ring.
 */
export function addFound(
  sums: ClassSums,
  found: FoundOnRings,
  {
    inner,
    references,
    noise,
    images,
  }: { inner: RingLayout; references: Float32Array; noise: Float64Array; images: number },
): void {
  const [all, used] = [ordersOf(sums.layout), ordersOf(inner)];
  const [rings, usedRings] = [sums.layout.orders.length, inner.orders.length];
  for (let plane = 0; plane < 4 * sums.classes; plane++) {
    for (let i = 0; i < used; i++) {
      const at = plane * all + i;
      sums.numerators[at] = (sums.numerators[at] ?? 0) + (found.numerators[plane * used + i] ?? 0);
    }
  }
  for (let row = 0; row < 2 * sums.classes; row++) {
    for (let ring = 0; ring < usedRings; ring++) {
      const at = row * rings + ring;
      sums.denominators[at] = (sums.denominators[at] ?? 0) + (found.denominators[row * usedRings + ring] ?? 0);
    }
    sums.counts[row] = (sums.counts[row] ?? 0) + (found.counts[row] ?? 0);
  }
  const explained = explainedPower(found, references, inner, sums.classes);
  for (let ring = 0; ring < usedRings; ring++) {
    const power = found.power[ring] ?? 0;
    // N and D are over the noise's power; times it they are products with the references and their squares.
    const left = power - (noise[ring] ?? 0) * (explained[ring] ?? 0);
    sums.power[ring] = (sums.power[ring] ?? 0) + power;
    sums.residual[ring] = (sums.residual[ring] ?? 0) + Math.max(0.05 * power, left);
    sums.seen[ring] = (sums.seen[ring] ?? 0) + images;
  }
}

/** Twice the product of images with the references found for them, less the references' power: on each ring, over S. */
export function explainedPower(
  found: FoundOnRings,
  references: Float32Array,
  inner: RingLayout,
  classes: number,
): Float64Array {
  const used = ordersOf(inner);
  const rings = inner.orders.length;
  const explained = new Float64Array(rings);
  for (let row = 0; row < 2 * classes; row++) {
    const from = (row % classes) * 2 * used;
    let at = 0;
    inner.orders.forEach((orders, ring) => {
      let [product, power] = [0, 0];
      for (let m = 0; m < orders; m++, at++) {
        const weight = m === 0 ? 1 : 2;
        const [re, im] = [references[from + at] ?? 0, references[from + used + at] ?? 0];
        product +=
          weight *
          (re * (found.numerators[row * 2 * used + at] ?? 0) +
            im * (found.numerators[row * 2 * used + used + at] ?? 0));
        power += weight * (re * re + im * im);
      }
      explained[ring] = (explained[ring] ?? 0) + 2 * product - power * (found.denominators[row * rings + ring] ?? 0);
    });
  }
  return explained;
}

/** Power of the noise on each ring, as before it was seen through the window: what is left of the particles. */
export function noiseOfSums(sums: ClassSums, noiseShare: number): Float64Array {
  const raw = sums.residual.map((value, ring) => value / (Math.max(1e-9, sums.seen[ring] ?? 0) * noiseShare));
  // Neighbouring rings have like noise; inner ones have few samples.
  return raw.map((_, ring) => {
    const near = [ring - 1, ring, ring + 1].filter((at) => (sums.seen[at] ?? 0) > 0);
    return near.length === 0 ? NaN : near.reduce((sum, at) => sum + (raw[at] ?? 0), 0) / near.length;
  });
}
