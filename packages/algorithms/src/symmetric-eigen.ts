/** Rows of a small dense matrix. */
export type Matrix = readonly Float64Array[];

export function zeros(rows: number, columns: number): Float64Array[] {
  return Array.from({ length: rows }, () => new Float64Array(columns));
}

/** Row `i` of a matrix; an index outside it is a bug. */
export function rowOf(matrix: Matrix, i: number): Float64Array {
  const row = matrix[i];
  if (row === undefined) throw new RangeError(`row ${i} of a matrix of ${matrix.length}`);
  return row;
}

/**
 * Eigenvalues, largest first, and unit eigenvectors (rows) of a symmetric matrix, by Jacobi's rotations, which keep small
 * values exact: for matrices of up to about a hundred rows.
 */
export function symmetricEigen(symmetric: Matrix): { values: Float64Array; vectors: Float64Array[] } {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  const vectors = zeros(size, size);
  vectors.forEach((row, i) => (row[i] = 1));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let on = 0;
    a.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i === j) on += value * value;
        else off += value * value;
      });
    });
    if (off <= 1e-28 * on) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
    }
  }
  const valueOf = (i: number): number => a[i]?.[i] ?? 0;
  const order = Array.from(a.keys()).sort((i, j) => valueOf(j) - valueOf(i));
  return { values: Float64Array.from(order, valueOf), vectors: order.map((i) => rowOf(vectors, i)) };
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
