/** How often values are, in bins of one width from the least to the greatest value. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/**
 * Of the values that are numbers; null where there are none. One value alone gets a range about it.
 *
 * @param span from where to where the bins go at least.
 */
export function countInBins(
  values: Iterable<number>,
  bins = 48,
  span: { readonly least: number | null; readonly most: number | null } = { least: null, most: null },
): Histogram | null {
  const finite: number[] = [];
  let [min, max] = [span.least ?? Infinity, span.most ?? -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    finite.push(value);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (finite.length === 0) return null;
  if (min === max) {
    const about = Math.abs(min) > 0 ? Math.abs(min) * 0.05 : 0.5;
    [min, max] = [min - about, max + about];
  }
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) {
    const bin = Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { min, max, counts };
}
