import { splineValues } from './cubic-spline.js';

/**
 * How the specimen moved: frame t shows at p + s(p, t) what the corrected micrograph shows at p
 * (docs/conventions.md). The field is 0 in the first frame. Pixels are the movie's own.
 */
export interface DisplacementField {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** Mean displacement over the micrograph, (frame, 2): x, y. */
  readonly rigid: Float64Array;
  /** What is added to it at a place: cubic splines over the micrograph, for each frame. */
  readonly local: {
    readonly knotsX: number;
    readonly knotsY: number;
    /** (frame, knotsY, knotsX, 2): x, y. */
    readonly coefficients: Float64Array;
  };
}

/** Displacements (frame, y, x, 2) on the grid of places `ys` by `xs`, in pixels of the micrograph. */
export function evaluateField(field: DisplacementField, ys: readonly number[], xs: readonly number[]): Float32Array {
  const { knotsX, knotsY, coefficients } = field.local;
  const across = xs.map((x) => splineValues(knotsX, (x + 0.5) / field.width));
  const down = ys.map((y) => splineValues(knotsY, (y + 0.5) / field.height));
  const output = new Float32Array(field.frames * ys.length * xs.length * 2);
  const row = new Float64Array(knotsX * 2);
  let at = 0;
  for (let frame = 0; frame < field.frames; frame++) {
    const own = coefficients.subarray(frame * knotsY * knotsX * 2, (frame + 1) * knotsY * knotsX * 2);
    for (const weightsY of down) {
      row.fill(0);
      weightsY.forEach((weight, ky) => {
        if (weight === 0) return;
        for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + weight * (own[ky * row.length + i] ?? 0);
      });
      for (const weightsX of across) {
        let [dx, dy] = [field.rigid[2 * frame] ?? 0, field.rigid[2 * frame + 1] ?? 0];
        for (let kx = 0; kx < knotsX; kx++) {
          const weight = weightsX[kx] ?? 0;
          if (weight === 0) continue;
          dx += weight * (row[2 * kx] ?? 0);
          dy += weight * (row[2 * kx + 1] ?? 0);
        }
        output[at++] = dx;
        output[at++] = dy;
      }
    }
  }
  return output;
}

/** A field without motion. */
export function stillField(frames: number, height: number, width: number): DisplacementField {
  const local = { knotsX: 1, knotsY: 1, coefficients: new Float64Array(2 * frames) };
  return { frames, height, width, rigid: new Float64Array(2 * frames), local };
}

/**
 * The same field said as its mean over the micrograph plus the rest, both 0 in the first frame. Taking the first
 * frame's displacement off everywhere only says which frame the micrograph is drawn after.
 */
export function normaliseField(field: DisplacementField): DisplacementField {
  const { knotsX, knotsY } = field.local;
  const size = knotsX * knotsY;
  const rigid = Float64Array.from(field.rigid);
  const coefficients = Float64Array.from(field.local.coefficients);
  const relative = (values: Float64Array, stride: number): void => {
    for (let i = values.length - 1; i >= 0; i--) values[i] = (values[i] ?? 0) - (values[i % stride] ?? 0);
  };
  relative(rigid, 2);
  relative(coefficients, 2 * size);
  const mean = (count: number): Float64Array => {
    const samples = 64;
    const total = new Float64Array(count);
    for (let i = 0; i < samples; i++) {
      splineValues(count, (i + 0.5) / samples).forEach((value, k) => (total[k] = (total[k] ?? 0) + value / samples));
    }
    return total;
  };
  const [meanX, meanY] = [mean(knotsX), mean(knotsY)];
  for (let frame = 0; frame < field.frames; frame++) {
    for (const axis of [0, 1]) {
      let average = 0;
      for (let k = 0; k < size; k++) {
        const weight = (meanY[Math.floor(k / knotsX)] ?? 0) * (meanX[k % knotsX] ?? 0);
        average += weight * (coefficients[2 * (frame * size + k) + axis] ?? 0);
      }
      rigid[2 * frame + axis] = (rigid[2 * frame + axis] ?? 0) + average;
      for (let k = 0; k < size; k++) {
        const at = 2 * (frame * size + k) + axis;
        coefficients[at] = (coefficients[at] ?? 0) - average;
      }
    }
  }
  return { ...field, rigid, local: { knotsX, knotsY, coefficients } };
}
