/**
 * Solves `matrix x = right` for a symmetric positive definite matrix (n x n, row-major) by Cholesky's factors. A
 * direction that the data leave open gets a component near 0: the diagonal is raised by 1e-9 of its mean.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const factor = Float64Array.from(matrix);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += factor[i * n + i] ?? 0;
  const ridge = (1e-9 * trace) / n + Number.MIN_VALUE;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (factor[i * n + j] ?? 0) + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= (factor[i * n + k] ?? 0) * (factor[j * n + k] ?? 0);
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(sum, ridge)) : sum / (factor[j * n + j] ?? 1);
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (factor[i * n + i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= (factor[k * n + i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (factor[i * n + i] ?? 1);
  }
  return x;
}

/** Weighted sum of products of two arrays. */
export function innerProduct(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0) * (weights[i] ?? 0);
  return sum;
}

/** Coefficients of `columns` whose sum is nearest to `data`, weighted. */
export function fitColumns(columns: readonly Float64Array[], data: Float64Array, weights: Float64Array): Float64Array {
  const matrix = Float64Array.from(columns.flatMap((a) => columns.map((b) => innerProduct(a, b, weights))));
  return solveSymmetric(
    matrix,
    Float64Array.from(columns, (column) => innerProduct(column, data, weights)),
  );
}

/** Sum of the columns, each times its coefficient. */
export function combineColumns(columns: readonly Float64Array[], coefficients: Float64Array): Float64Array {
  const sum = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((column, i) => {
    const coefficient = coefficients[i] ?? 0;
    for (let j = 0; j < sum.length; j++) sum[j] = (sum[j] ?? 0) + coefficient * (column[j] ?? 0);
  });
  return sum;
}

/** The entries of a row that are not 0. */
export type SparseRow = readonly (readonly [column: number, value: number])[];

/** Normal equations of a least-squares fit whose rows have few columns that are not 0. */
export class NormalEquations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;

  constructor(readonly columns: number) {
    this.matrix = new Float64Array(columns * columns);
    this.right = new Float64Array(columns);
  }

  /** Adds one measurement: its values in some columns, what was measured, and its weight. */
  add(row: SparseRow, measured: number, weight: number): void {
    this.addProducts(row, row, weight);
    this.addRight(row, weight * measured);
  }

  addProducts(rows: SparseRow, columns: SparseRow, weight: number): void {
    for (const [i, a] of rows) {
      for (const [j, b] of columns) {
        const index = i * this.columns + j;
        this.matrix[index] = (this.matrix[index] ?? 0) + weight * a * b;
      }
    }
  }

  addRight(row: SparseRow, weighted: number): void {
    for (const [i, a] of row) this.right[i] = (this.right[i] ?? 0) + weighted * a;
  }

  solve(): Float64Array {
    return solveSymmetric(this.matrix, this.right);
  }
}

/** Takes `times` the column away, in place. */
export function subtractColumn(from: Float64Array, column: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] = (from[i] ?? 0) - times * (column[i] ?? 0);
}

/** Columns that span the same space, each of weighted length 1 and at right angles to the others. */
export function orthonormalise(columns: readonly Float64Array[], weights: Float64Array): Float64Array[] {
  const done: Float64Array[] = [];
  for (const column of columns) {
    const rest = Float64Array.from(column);
    for (const other of done) subtractColumn(rest, other, innerProduct(rest, other, weights));
    const length = Math.sqrt(innerProduct(rest, rest, weights));
    done.push(rest.map((value) => value / length));
  }
  return done;
}
