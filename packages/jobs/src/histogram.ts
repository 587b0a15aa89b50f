/** Numbers counted in bins of equal width between the least and the greatest. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** Counts finite values; null when there are none. */
export function countInBins(values: ArrayLike<number>, bins: number): Histogram | null {
  let [min, max] = [Infinity, -Infinity];
  const finite = Array.from(values).filter(Number.isFinite);
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (finite.length === 0) return null;
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) {
    const bin = binOf(value, min, max, bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { min, max, counts };
}

/** The bin of a value that lies between `min` and `max`. */
export function binOf(value: number, min: number, max: number, bins: number): number {
  return max > min ? Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins)) : 0;
}
