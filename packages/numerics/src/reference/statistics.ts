/** Slow twin of the kernel's statistics: two passes over the finite values in double precision. */
export function statisticsByDefinition(values: ArrayLike<number>): {
  minimum: number;
  maximum: number;
  mean: number;
  standardDeviation: number;
  finiteCount: number;
  notANumberCount: number;
  infiniteCount: number;
} {
  const all = Array.from(values);
  const finite = all.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  const notANumberCount = all.filter(Number.isNaN).length;
  return {
    minimum: finite.length === 0 ? NaN : finite.reduce((least, value) => Math.min(least, value), Infinity),
    maximum: finite.length === 0 ? NaN : finite.reduce((most, value) => Math.max(most, value), -Infinity),
    mean,
    standardDeviation: Math.sqrt(variance),
    finiteCount: finite.length,
    notANumberCount,
    infiniteCount: all.length - finite.length - notANumberCount,
  };
}
