/** The basis functions of a spline that are not 0 at one position, from number `first` on. */
export interface SplineWeights {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Uniform B-spline of `count` coefficients over 0 to 1: cubic from four coefficients on; three make a parabola, two a
 * line, one a constant. Positions outside are brought to the nearest end. The weights sum to 1.
 */
export function splineWeights(count: number, position: number): SplineWeights {
  const degree = Math.min(3, count - 1);
  const spans = count - degree;
  const t = Math.min(1, Math.max(0, position)) * spans;
  const first = Math.min(spans - 1, Math.floor(t));
  return { first, weights: weightsOfDegree(degree, t - first) };
}

function weightsOfDegree(degree: number, u: number): number[] {
  const v = 1 - u;
  if (degree === 0) return [1];
  if (degree === 1) return [v, u];
  if (degree === 2) return [v ** 2 / 2, 0.5 + u * v, u ** 2 / 2];
  const middle = (t: number): number => (4 - 6 * t ** 2 + 3 * t ** 3) / 6;
  return [v ** 3 / 6, middle(u), middle(v), u ** 3 / 6];
}

/** Each basis function at each of `positions` (0 to 1). */
export function splineColumns(count: number, positions: readonly number[]): Float64Array[] {
  const columns = Array.from({ length: count }, () => new Float64Array(positions.length));
  positions.forEach((position, i) => {
    const { first, weights } = splineWeights(count, position);
    weights.forEach((weight, j) => {
      const column = columns[first + j];
      if (column !== undefined) column[i] = weight;
    });
  });
  return columns;
}
