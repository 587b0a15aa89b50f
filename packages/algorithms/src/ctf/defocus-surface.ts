import type { Defocus } from './ctf-model.js';
import { NormalEquations } from './least-squares.js';
import { splineWeights } from './spline-basis.js';

/**
 * Defocus over a micrograph: its mean follows a spline surface, astigmatism and phase shift are the same everywhere.
 */
export interface DefocusSurface {
  readonly knotsX: number;
  readonly knotsY: number;
  /** Coefficients of a uniform B-spline in Å, (knotsY, knotsX): cubic from four knots on (spline-basis.ts). */
  readonly coefficientsA: readonly number[];
  /** df1 - df2. */
  readonly astigmatismA: number;
  readonly dfAngleRad: number;
  readonly phaseShiftRad: number;
}

/** The mean of df1 and df2, Å, at a fraction of the width and of the height (row 0 of the image is at 0). */
export function evaluateMeanDefocus(surface: DefocusSurface, xFrac: number, yFrac: number): number {
  const x = splineWeights(surface.knotsX, xFrac);
  const y = splineWeights(surface.knotsY, yFrac);
  let sum = 0;
  y.weights.forEach((alongY, j) => {
    x.weights.forEach((alongX, i) => {
      sum += alongX * alongY * (surface.coefficientsA[(y.first + j) * surface.knotsX + x.first + i] ?? 0);
    });
  });
  return sum;
}

/** Defocus at a fraction of the width and of the height of the micrograph. */
export function evaluateDefocus(surface: DefocusSurface, xFrac: number, yFrac: number): Defocus {
  const mean = evaluateMeanDefocus(surface, xFrac, yFrac);
  const { astigmatismA, dfAngleRad, phaseShiftRad } = surface;
  return { df1A: mean + astigmatismA / 2, df2A: mean - astigmatismA / 2, dfAngleRad, phaseShiftRad };
}

/** Numbers that sum a surface up. */
export interface SurfaceSummary {
  readonly meanA: number;
  /** Least and greatest mean defocus. */
  readonly rangeA: readonly [number, number];
  /** Unit normal of the plane nearest to the surface, z towards greater defocus. */
  readonly tiltNormal: readonly [number, number, number];
  readonly tiltAngleRad: number;
}

const samples = 17;

/** Mean, range and tilt of a surface over a micrograph of the given size. */
export function summariseSurface(surface: DefocusSurface, heightA: number, widthA: number): SurfaceSummary {
  const plane = new NormalEquations(3);
  let range: [number, number] = [Infinity, -Infinity];
  for (let j = 0; j < samples; j++) {
    for (let i = 0; i < samples; i++) {
      const [x, y] = [i / (samples - 1), j / (samples - 1)];
      const value = evaluateMeanDefocus(surface, x, y);
      range = [Math.min(range[0], value), Math.max(range[1], value)];
      plane.add(
        [
          [0, 1],
          [1, (x - 0.5) * widthA],
          [2, (y - 0.5) * heightA],
        ],
        value,
        1,
      );
    }
  }
  const [meanA = 0, slopeX = 0, slopeY = 0] = plane.solve();
  const length = Math.hypot(slopeX, slopeY, 1);
  return {
    meanA,
    rangeA: range,
    tiltNormal: [-slopeX / length, -slopeY / length, 1 / length],
    tiltAngleRad: Math.atan(Math.hypot(slopeX, slopeY)),
  };
}
