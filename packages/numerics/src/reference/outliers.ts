/** Slow twin of the outlier replacement. */
export function replaceOutliers(
  data: Float32Array,
  spreads: number,
): { data: Float32Array; replaced: number; median: number; spread: number } {
  const step = Math.max(1, Math.ceil(data.length / 65536)) | 1;
  const sample = data.filter((value, i) => i % step === 0 && Number.isFinite(value));
  const middle = (values: Float32Array): number => values.toSorted()[Math.floor(values.length / 2)] ?? NaN;
  const median = middle(sample);
  const spread = Math.fround(Math.fround(1.4826) * middle(sample.map((value) => Math.abs(value - median))));
  const limit = spread > 0 ? spreads * spread : Infinity;
  let replaced = 0;
  const cleaned = data.map((value) => {
    if (Number.isFinite(value) && Math.abs(value - median) <= limit) return value;
    replaced++;
    return median;
  });
  return { data: cleaned, replaced, median, spread };
}
