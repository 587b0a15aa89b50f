/**
 * Weights of frames that change with frequency, as few constant combinations of frames.
 *
 * Weighting every frame by frequency needs a transform a frame. Dose weights are so smooth that all of them are,
 * to a thousandth, combinations of five or six vectors: w(frame, k) = sum over j of vector_j(frame) curve_j(k).
 * The frames are summed with each vector, and only those sums are transformed.
 */
export interface LowRankWeights {
  /** Orthonormal vectors over frames; the first is constant. */
  readonly vectors: readonly Float64Array[];
  /** For each vector its factor at each frequency. */
  readonly curves: readonly Float64Array[];
  /** Greatest difference of any weight from what the combination gives. */
  readonly greatestError: number;
}

/** `weights` holds, for each frequency, the weight of each frame. */
export function factoriseWeights(weights: readonly Float64Array[], tolerance: number): LowRankWeights {
  const frames = weights[0]?.length ?? 0;
  const rest = weights.map((row) => Float64Array.from(row));
  const vectors: Float64Array[] = [];
  const add = (vector: Float64Array): void => {
    vectors.push(vector);
    for (const row of rest) {
      const along = dot(row, vector);
      for (let i = 0; i < frames; i++) row[i] = (row[i] ?? 0) - along * (vector[i] ?? 0);
    }
  };
  add(new Float64Array(frames).fill(1 / Math.sqrt(frames)));
  let greatestError = greatestOf(rest);
  while (greatestError > tolerance && vectors.length < frames) {
    add(principalVector(rest, vectors));
    greatestError = greatestOf(rest);
  }
  return {
    vectors,
    curves: vectors.map((vector) => Float64Array.from(weights, (row) => dot(row, vector))),
    greatestError,
  };
}

/** The direction most of what is left lies along, by the power method, orthogonal to the vectors found. */
function principalVector(rows: readonly Float64Array[], found: readonly Float64Array[]): Float64Array {
  const largest = rows.reduce((best, row) => (dot(row, row) > dot(best, best) ? row : best));
  let vector = normalise(largest);
  for (let round = 0; round < 40; round++) {
    const next = new Float64Array(vector.length);
    for (const row of rows) {
      const along = dot(row, vector);
      for (let i = 0; i < next.length; i++) next[i] = (next[i] ?? 0) + along * (row[i] ?? 0);
    }
    for (const other of found) {
      const along = dot(next, other);
      for (let i = 0; i < next.length; i++) next[i] = (next[i] ?? 0) - along * (other[i] ?? 0);
    }
    vector = normalise(next);
  }
  return vector;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function normalise(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function greatestOf(rows: readonly Float64Array[]): number {
  return rows.reduce((most, row) => row.reduce((max, value) => Math.max(max, Math.abs(value)), most), 0);
}
