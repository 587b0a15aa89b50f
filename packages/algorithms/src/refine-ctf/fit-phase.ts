/** What samples say of a phase: the slope of the likelihood's logarithm at a phase, and how sharply it bends there (above 0). */
export interface PhaseLikelihood {
  readonly count: number;
  slopeAt(sample: number, phaseRad: number): number;
  bendAt(sample: number, phaseRad: number): number;
}

export interface PhaseFit {
  readonly coefficients: Float64Array;
  /** Deviations that the noise allows. */
  readonly errors: Float64Array;
}

/** Parts of the range that are fitted first: far out, phases are so large that they could be taken for others. */
const ranges = [0.4, 0.6, 0.8, 1];
const steps = 8;

/**
 * The phase, a sum of `basis` functions (samples, terms), that is most likely, by Newton's method with the expected curvature
 * (Fisher's), from none; `reach` says how far out a sample lies, 0 to 1.
 */
export function fitPhase(
  likelihood: PhaseLikelihood,
  basis: Float64Array,
  terms: number,
  reach: (sample: number) => number,
): PhaseFit {
  const coefficients = new Float64Array(terms);
  let matrix = new Float64Array(terms * terms);
  for (const range of ranges) {
    for (let step = 0; step < steps; step++) {
      matrix = new Float64Array(terms * terms);
      const slope = new Float64Array(terms);
      for (let sample = 0; sample < likelihood.count; sample++) {
        if (reach(sample) > range) continue;
        const row = basis.subarray(sample * terms, (sample + 1) * terms);
        const phase = row.reduce((sum, value, term) => sum + value * (coefficients[term] ?? 0), 0);
        const [own, bend] = [likelihood.slopeAt(sample, phase), likelihood.bendAt(sample, phase)];
        row.forEach((a, i) => {
          slope[i] = (slope[i] ?? 0) + own * a;
          row.forEach((b, j) => (matrix[i * terms + j] = (matrix[i * terms + j] ?? 0) + bend * a * b));
        });
      }
      solve(matrix, slope, terms).forEach((value, i) => (coefficients[i] = (coefficients[i] ?? 0) + value));
    }
  }
  const errors = coefficients.map((_, i) => {
    const unit = new Float64Array(terms);
    unit[i] = 1;
    return Math.sqrt(Math.max(0, solve(matrix, unit, terms)[i] ?? 0));
  });
  return { coefficients, errors };
}

/** The solution of symmetric equations by Gauss's method with pivots, their terms first brought to one scale; 0 where they say nothing. */
function solve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(Math.max(1e-300, matrix[i * n + i] ?? 0)));
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n + 1 }, (_, j) =>
      j === n ? (right[i] ?? 0) * (scale[i] ?? 0) : (matrix[i * n + j] ?? 0) * (scale[i] ?? 0) * (scale[j] ?? 0),
    ),
  );
  for (let column = 0; column < n; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + below.indexOf(Math.max(...below));
    const [top, other] = [rows[pivot], rows[column]];
    if (top === undefined || other === undefined || Math.abs(top[column] ?? 0) < 1e-10) return new Float64Array(n);
    [rows[column], rows[pivot]] = [top, other];
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (top[column] ?? 1);
      for (let j = column; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0);
    }
  }
  return Float64Array.from(rows, (row, i) => ((row[n] ?? 0) / (row[i] ?? 1)) * (scale[i] ?? 0));
}
