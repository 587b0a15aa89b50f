import type { Classification, Class2dState, ClassOrder, ClassRow } from './classification.js';
import { resolutionOf } from './ring-correlation.js';

/**
 * A state as people see it. `images` (classes, box, box) are the averages, to be seen through `window`; classes are left as they
 * are numbered, or sorted, the one with most particles first.
 */
export function describeClasses(
  { particles, correlations, noise, sums: { classes } }: Class2dState,
  images: Float32Array,
  window: Float32Array,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
  order: ClassOrder,
): Classification {
  const zeros = (): Float64Array => new Float64Array(classes);
  const [counts, probability, ess] = [zeros(), zeros(), zeros()];
  particles.classes.forEach((k, particle) => {
    if (k < 0) return;
    counts[k] = (counts[k] ?? 0) + 1;
    probability[k] = (probability[k] ?? 0) + (particles.probability[particle] ?? 0);
    ess[k] = (ess[k] ?? 0) + (particles.classEss[particle] ?? 0);
  });
  const places = Array.from(counts.keys());
  if (order === 'by size') places.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const area = boxPx * boxPx;
  const data = new Float32Array(images.length);
  places.forEach((k, place) => {
    data.set(
      images.subarray(k * area, (k + 1) * area).map((value, i) => value * (window[i] ?? 0)),
      place * area,
    );
  });
  const rows = places.map((k): ClassRow => {
    const count = counts[k] ?? 0;
    return {
      count,
      resolutionA: resolutionOf(correlations[k] ?? [], 0.5, boxPx, pixelSizeA),
      meanProbability: (probability[k] ?? 0) / Math.max(1, count),
      classEss: (ess[k] ?? 0) / Math.max(1, count),
    };
  });
  const placeOf = new Map(places.map((k, place) => [k, place]));
  return {
    particles: { ...particles, classes: particles.classes.map((k) => placeOf.get(k) ?? -1) },
    averages: { count: classes, height: boxPx, width: boxPx, data },
    rows,
    correlations: places.map((k) => correlations[k] ?? new Float64Array(0)),
    noise: noise.map((value) => value / area),
  };
}
