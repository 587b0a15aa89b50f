import type { RingSearch } from '../ring-search.js';
import { contrastTransfer } from './ctf.js';
import { ringOrders, ringPoints, valueOnRing } from './rings.js';

/** Weights of one image: of each (shift, class, angle), and what follows of them. */
export interface SlowSearch {
  /** (classes). */
  readonly probabilities: Float64Array;
  /** Weighted sum of the image turned back onto each class: (classes, 2, orders). */
  readonly numerators: Float64Array;
  /** (classes, rings). */
  readonly denominators: Float64Array;
  /** Of the most likely: shift, class, angle as a number of steps, logarithm of the likelihood. */
  readonly best: { readonly shift: number; readonly class: number; readonly step: number; readonly score: number };
}

/** Slow twin of `searchRings` for one image: every angle, shift and class in turn. */
export function searchRingsOfImage(search: RingSearch, image: number): SlowSearch {
  const { layout, samples, stride, angles, pixelSizeA, inverseNoise, sharpness } = search;
  const points = ringPoints(layout);
  const [classes, shifts] = [search.classPriors.length, search.offsets.length / 2];
  const all = layout.orders.reduce((sum, count) => sum + count, 0);
  const aberration = search.aberrations[image];
  if (aberration === undefined) throw new RangeError(`there is no image ${image}`);
  const step = 1 / (layout.boxPx * pixelSizeA);
  const contrast = points.map(({ x, y }) => -contrastTransfer(aberration, x * step, y * step));
  const transfer = layout.counts.map((count, ring) =>
    points.reduce(
      (sum, point, i) =>
        sum + (point.ring === ring ? ((contrast[i] ?? 0) ** 2 * 2) / count : 0) * (inverseNoise[ring] ?? 0),
      0,
    ),
  );
  const shifted = Array.from({ length: shifts }, (_, shift) => {
    const [dx, dy] = [0, 1].map((a) => (search.centres[2 * image + a] ?? 0) + (search.offsets[2 * shift + a] ?? 0));
    return points.flatMap(({ ring, x, y }, i) => {
      const at = 2 * (image * stride + i);
      const [re, im] = [samples[at] ?? 0, samples[at + 1] ?? 0];
      const angle = (2 * Math.PI * (x * (dx ?? 0) + y * (dy ?? 0))) / layout.boxPx;
      const factor = (contrast[i] ?? 0) * (inverseNoise[ring] ?? 0);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      return [factor * (re * c - im * s), factor * (re * s + im * c)];
    });
  });
  const reference = (k: number): Float32Array => search.references.subarray(2 * k * all, 2 * (k + 1) * all);
  // Orders are cut off on both sides: what the image has beyond them counts neither here nor in the fast one.
  const orders = shifted.map((values) => ringOrders(values, layout));
  const fineCount = 4 * Math.max(...layout.orders);
  const logs: { shift: number; class: number; step: number; log: number }[] = [];
  for (let shift = 0; shift < shifts; shift++) {
    for (let k = 0; k < classes; k++) {
      for (let a = 0; a < angles; a++) {
        let score = 0;
        layout.counts.forEach((_, ring) => {
          const length = 2 * Math.PI * (ring + 1);
          let squares = 0;
          let product = 0;
          for (let j = 0; j < fineCount; j++) {
            const theta = (2 * Math.PI * j) / fineCount;
            const x = valueOnRing(orders[shift] ?? [], layout, ring, theta);
            const r = valueOnRing(reference(k), layout, ring, theta - (2 * Math.PI * a) / angles);
            product += (x[0] * r[0] + x[1] * r[1]) / fineCount;
            squares += (r[0] ** 2 + r[1] ** 2) / fineCount;
          }
          score += length * (product - 0.5 * (transfer[ring] ?? 0) * squares);
        });
        const prior = (search.shiftPriors[image * shifts + shift] ?? 0) + (search.classPriors[k] ?? 0);
        logs.push({ shift, class: k, step: a, log: sharpness * score + prior });
      }
    }
  }
  const best = logs.reduce((most, entry) => (entry.log > most.log ? entry : most));
  const total = logs.reduce((sum, { log }) => sum + Math.exp(log - best.log), 0);
  const probabilities = new Float64Array(classes);
  const numerators = new Float64Array(2 * classes * all);
  const denominators = new Float64Array(classes * transfer.length);
  for (const { shift, class: k, step: a, log } of logs) {
    const weight = Math.exp(log - best.log) / total;
    probabilities[k] = (probabilities[k] ?? 0) + weight;
    transfer.forEach((value, ring) => {
      const at = k * transfer.length + ring;
      denominators[at] = (denominators[at] ?? 0) + weight * value;
    });
    let at = 2 * k * all;
    for (const count of layout.orders) {
      for (let m = 0; m < count; m++, at++) {
        const from = at - 2 * k * all;
        const [re, im] = [orders[shift]?.[from] ?? 0, orders[shift]?.[all + from] ?? 0];
        const angle = (2 * Math.PI * a * m) / angles;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        numerators[at] = (numerators[at] ?? 0) + weight * (re * c - im * s);
        numerators[all + at] = (numerators[all + at] ?? 0) + weight * (re * s + im * c);
      }
    }
  }
  const score = (best.log - (search.classPriors[best.class] ?? 0)) / sharpness;
  return { probabilities, numerators, denominators, best: { ...best, score } };
}
