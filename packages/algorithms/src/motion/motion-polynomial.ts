import { evaluateField, type DisplacementField } from './displacement-field.js';
import { rowOf, zeros, type Matrix } from '../symmetric-eigen.js';

/**
 * The local part of a motion field as the polynomial that RELION's motion STAR files hold (its model 1): for each
 * axis, sum over b and e of c(b, e) P_b(x, y) t^e with P = 1, x, x², y, y², xy, exponents e = 1, 2, 3, x and y as
 * fractions of the micrograph from -0.5 to 0.5 and t the frame counted from 0.
 *
 * The fit is by least squares over a grid of places and all frames, each place's mean over frames left free: it only
 * says where the micrograph is drawn, not how it moved, and the polynomial is 0 in the first frame by form.
 */
export interface MotionPolynomial {
  /** (axis, 6, 3), in pixels. */
  readonly coefficients: Float64Array;
}

const gridSize = 15;
const spatialTerms = 6;
const temporalTerms = 3;

export function fitMotionPolynomial(field: DisplacementField): MotionPolynomial {
  const { frames, height, width } = field;
  const place = (size: number): number[] =>
    Array.from({ length: gridSize }, (_, i) => ((i + 0.5) / gridSize) * size - 0.5);
  const [ys, xs] = [place(height), place(width)];
  const values = evaluateField({ ...field, rigid: new Float64Array(2 * frames) }, ys, xs);
  const points = ys.flatMap((y) => xs.map((x) => spatialBasis(x / width - 0.5, y / height - 0.5)));
  const times = Array.from({ length: frames }, (_, t) => Float64Array.from([t, t * t, t ** 3]));
  const means = [0, 1, 2].map((e) => times.reduce((sum, row) => sum + (row[e] ?? 0), 0) / frames);
  const centred = times.map((row) => row.map((value, e) => value - (means[e] ?? 0)));
  const inverseSpace = pseudoInverse(points);
  const inverseTime = pseudoInverse(centred);
  const coefficients = new Float64Array(2 * spatialTerms * temporalTerms);
  for (const axis of [0, 1]) {
    for (let b = 0; b < spatialTerms; b++) {
      const overPlaces = Float64Array.from({ length: frames }, (_, t) =>
        points.reduce(
          (sum, _, p) => sum + (inverseSpace[b]?.[p] ?? 0) * (values[2 * (t * points.length + p) + axis] ?? 0),
          0,
        ),
      );
      for (let e = 0; e < temporalTerms; e++) {
        coefficients[(axis * spatialTerms + b) * temporalTerms + e] = overPlaces.reduce(
          (sum, value, t) => sum + (inverseTime[e]?.[t] ?? 0) * value,
          0,
        );
      }
    }
  }
  return { coefficients };
}

/** Displacement (x, y) that the polynomial gives at fractions (x, y) of the micrograph in frame `t`. */
export function evaluatePolynomial(
  { coefficients }: MotionPolynomial,
  x: number,
  y: number,
  t: number,
): [number, number] {
  const basis = spatialBasis(x - 0.5, y - 0.5);
  const along = (axis: number): number => {
    let sum = 0;
    for (let b = 0; b < spatialTerms; b++) {
      for (let e = 0; e < temporalTerms; e++) {
        sum += (coefficients[(axis * spatialTerms + b) * temporalTerms + e] ?? 0) * (basis[b] ?? 0) * t ** (e + 1);
      }
    }
    return sum;
  };
  return [along(0), along(1)];
}

function spatialBasis(x: number, y: number): Float64Array {
  return Float64Array.from([1, x, x * x, y, y * y, x * y]);
}

/** (B' B)^-1 B' for the rows of B; directions without data (as with two frames) come out 0. */
function pseudoInverse(rows: readonly Float64Array[]): Matrix {
  const size = rows[0]?.length ?? 0;
  // Modified Gram and Schmidt on the columns, scaled, so that powers of t do not swamp each other.
  const columns = Array.from({ length: size }, (_, j) => Float64Array.from(rows, (row) => row[j] ?? 0));
  const lengths = columns.map((column) => Math.hypot(...column) || 1);
  const basis: { vector: Float64Array; from: Float64Array }[] = [];
  columns.forEach((column, j) => {
    const vector = column.map((value) => value / (lengths[j] ?? 1));
    const from = new Float64Array(size);
    from[j] = 1;
    for (const other of basis) {
      const along = vector.reduce((sum, value, i) => sum + value * (other.vector[i] ?? 0), 0);
      for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - along * (other.vector[i] ?? 0);
      for (let k = 0; k < size; k++) from[k] = (from[k] ?? 0) - along * (other.from[k] ?? 0);
    }
    const length = Math.hypot(...vector);
    if (length < 1e-9) return;
    basis.push({ vector: vector.map((value) => value / length), from: from.map((value) => value / length) });
  });
  const inverse = zeros(size, rows.length);
  for (const { vector, from } of basis) {
    from.forEach((weight, k) => {
      const row = rowOf(inverse, k);
      for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + (weight / (lengths[k] ?? 1)) * (vector[i] ?? 0);
    });
  }
  return inverse;
}
