import { rowOf, symmetricEigen, zeros, type Matrix } from '../symmetric-eigen.js';

/**
 * Modes of a quadratic form: vectors v and values n with R v = n M v and v' M v = 1, values rising. R is symmetric
 * and not negative, M symmetric; a share of 1e-9 of its trace is added to M's diagonal, so that directions
 * that M does not see become modes of large value instead of failing. Vectors are the rows of the answer.
 */
export function solveModes(roughness: Matrix, mass: Matrix): { values: Float64Array; vectors: Matrix } {
  const size = mass.length;
  const trace = mass.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const lower = decompose(mass, (1e-9 * trace) / size);
  // S = inverse(L) R inverse(L)'
  const half = roughness.map((row) => solveLower(lower, row));
  const transposed = zeros(size, size).map((row, i) => row.map((_, j) => half[j]?.[i] ?? 0));
  const whitened = transposed.map((row) => solveLower(lower, row));
  const { values, vectors } = symmetricEigen(whitened);
  return {
    values: values.map((value) => Math.max(0, value)).reverse(),
    vectors: vectors.map((vector) => solveUpper(lower, vector)).reverse(),
  };
}

/** Lower triangular L with L L' = matrix + shift (Cholesky). */
function decompose(matrix: Matrix, shift: number): Matrix {
  const size = matrix.length;
  const lower = zeros(size, size);
  for (let i = 0; i < size; i++) {
    const row = rowOf(lower, i);
    for (let j = 0; j <= i; j++) {
      const other = rowOf(lower, j);
      let sum = (matrix[i]?.[j] ?? 0) + (i === j ? shift : 0);
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (other[k] ?? 0);
      row[j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / (other[j] ?? 1);
    }
  }
  return lower;
}

/** x with L x = b. */
function solveLower(lower: Matrix, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < x.length; i++) {
    const row = rowOf(lower, i);
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (row[k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (row[i] ?? 1);
  }
  return x;
}

/** x with L' x = b. */
function solveUpper(lower: Matrix, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = x.length - 1; i >= 0; i--) {
    const value = (x[i] ?? 0) / (lower[i]?.[i] ?? 1);
    x[i] = value;
    const row = rowOf(lower, i);
    for (let k = 0; k < i; k++) x[k] = (x[k] ?? 0) - (row[k] ?? 0) * value;
  }
  return x;
}
