/**
 * Uniform cubic B-splines over 0 to 1: `count` functions that sum to 1 everywhere. With one function it is the
 * constant; with two or three, the straight line and the parabola through as many values (Bernstein's
 * polynomials), since a cubic needs four.
 */

/** Values of all functions at `place` (0 to 1). */
export function splineValues(count: number, place: number): Float64Array {
  const values = new Float64Array(count);
  if (count < 4) {
    const degree = count - 1;
    const choose = [[1], [1, 1], [1, 2, 1]];
    for (let i = 0; i < count; i++) {
      values[i] = (choose[degree]?.[i] ?? 0) * place ** i * (1 - place) ** (degree - i);
    }
    return values;
  }
  const { first, weights } = splineSupport(count, place);
  weights.forEach((weight, i) => (values[first + i] = weight));
  return values;
}

/** The first of the four functions that are not 0 at `place`, and their values; `count` is at least 4. */
function splineSupport(count: number, place: number): { first: number; weights: readonly number[] } {
  const spans = count - 3;
  const scaled = Math.min(Math.max(place, 0), 1) * spans;
  const first = Math.min(Math.floor(scaled), spans - 1);
  const f = scaled - first;
  const g = 1 - f;
  return {
    first,
    weights: [g ** 3 / 6, (3 * f ** 3 - 6 * f * f + 4) / 6, (3 * g ** 3 - 6 * g * g + 4) / 6, f ** 3 / 6],
  };
}
