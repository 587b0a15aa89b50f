/** Dense linear algebra for the small matrices of the motion fit. Matrices are arrays of rows. */
export type Matrix = Float64Array[];

export function zeros(rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, () => new Float64Array(columns));
}

/** Row `i` of a matrix; an index outside it is a bug. */
export function rowOf(matrix: Matrix, i: number): Float64Array {
  const row = matrix[i];
  if (row === undefined) throw new RangeError(`row ${i} of a matrix of ${matrix.length}`);
  return row;
}

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
  const { values, vectors } = diagonalise(whitened);
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  return {
    values: Float64Array.from(order, (i) => Math.max(0, values[i] ?? 0)),
    vectors: order.map((i) => solveUpper(lower, rowOf(vectors, i))),
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

/** Values and vectors (rows) of a symmetric matrix, by Jacobi's rotations, which keep small values exact. */
function diagonalise(symmetric: Matrix): { values: Float64Array; vectors: Matrix } {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  const vectors = zeros(size, size);
  vectors.forEach((row, i) => (row[i] = 1));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let on = 0;
    a.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i === j) on += value * value;
        else off += value * value;
      });
    });
    if (off <= 1e-26 * on) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
    }
  }
  return { values: Float64Array.from(a, (row, i) => row[i] ?? 0), vectors };
}

/** Turns rows and columns p and q so that element (p, q) becomes 0. */
function rotate(a: Matrix, vectors: Matrix, p: number, q: number): void {
  const [rowP, rowQ] = [rowOf(a, p), rowOf(a, q)];
  const apq = rowP[q] ?? 0;
  if (apq === 0) return;
  const theta = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const row of a) {
    const [x, y] = [row[p] ?? 0, row[q] ?? 0];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
  turn(rowP, rowQ, c, s);
  turn(rowOf(vectors, p), rowOf(vectors, q), c, s);
}

function turn(first: Float64Array, second: Float64Array, c: number, s: number): void {
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i] ?? 0, second[i] ?? 0];
    first[i] = c * x - s * y;
    second[i] = s * x + c * y;
  }
}
