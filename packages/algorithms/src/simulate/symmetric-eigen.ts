/**
 * Eigenvalues, largest first, and unit eigenvectors of a symmetric matrix, by Jacobi's rotations: for matrices of up
 * to about a hundred rows.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): {
  values: number[];
  vectors: number[][];
} {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = a.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const at = (m: Float64Array[], i: number, j: number): number => m[i]?.[j] ?? 0;
  const norm = Math.sqrt(matrix.flat().reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += at(a, p, q) ** 2;
    if (Math.sqrt(off) <= 1e-14 * norm) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (at(a, p, q) === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        for (let i = 0; i < n; i++) turn(a[i], p, q, cosine, sine);
        turnRows(a[p], a[q], cosine, sine);
        turnRows(v[p], v[q], cosine, sine);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i));
  return { values: order.map((i) => at(a, i, i)), vectors: order.map((i) => Array.from(v[i] ?? [])) };
}

function turn(row: Float64Array | undefined, p: number, q: number, cosine: number, sine: number): void {
  if (row === undefined) return;
  const [x, y] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = cosine * x - sine * y;
  row[q] = sine * x + cosine * y;
}

function turnRows(
  first: Float64Array | undefined,
  second: Float64Array | undefined,
  cosine: number,
  sine: number,
): void {
  if (first === undefined || second === undefined) return;
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i] ?? 0, second[i] ?? 0];
    first[i] = cosine * x - sine * y;
    second[i] = sine * x + cosine * y;
  }
}
