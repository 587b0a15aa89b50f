import { splineValues } from './cubic-spline.js';
import { rowOf, zeros, type Matrix } from '../symmetric-eigen.js';
import { solveModes } from './modes.js';

/**
 * The smoothest displacement field that the correlations support.
 *
 * A displacement s(patch, frame) is a sum over modes c(i, j) u_i(patch) w_j(frame), u_i and w_j being modes of
 * roughness (of the gradient over the micrograph, of the acceleration over time) that are orthonormal in the
 * information that patches and frames carry. In these modes the logarithm of the likelihood of the frames has
 * the second derivative -1 along every c and no mixed ones, to the accuracy that information is a product of
 * a patch's and a frame's; and the prior, a Gaussian process, is diagonal too. So the fit is one division a mode:
 * with gradient g, the likelihood alone would move c to y = c + g, and the posterior mean is y v / (v + 1) for a
 * prior variance v. The y of all modes also tell how large v is: its few parameters are those under which the y
 * are most likely (empirical Bayes; MacKay, Neural Computation 4:415, 1992).
 */
export interface FitModes {
  /** (spatial mode, patch) values at the patches' centres; mode 0 is constant. */
  readonly atPatches: Matrix;
  /** (spatial mode, spline) coefficients of the modes over the micrograph. */
  readonly splines: Matrix;
  readonly spatialRoughness: Float64Array;
  /** (temporal mode, frame); the constant one, which says nothing, is left out. */
  readonly overTime: Matrix;
  readonly temporalRoughness: Float64Array;
  /** Temporal modes that local motion may use. */
  readonly localModes: number;
}

export interface ModeSetup {
  /** Centres of the patches, (x, y) as fractions of the micrograph. */
  readonly centres: readonly (readonly [number, number])[];
  /** Information of each patch in a frame about a displacement of one pixel along one axis. */
  readonly patchInformation: Float64Array;
  readonly frames: number;
  /** Side ratio height / width of the micrograph. */
  readonly aspect: number;
  readonly knotsX: number;
  readonly knotsY: number;
  readonly knotsTime: number;
}

export function createModes(setup: ModeSetup): FitModes {
  const space = spatialModes(setup);
  const time = temporalModes(setup.frames);
  return { ...space, ...time, localModes: Math.min(time.overTime.length, Math.max(1, setup.knotsTime - 1)) };
}

function spatialModes(setup: ModeSetup): Pick<FitModes, 'atPatches' | 'splines' | 'spatialRoughness'> {
  const { knotsX, knotsY, centres, patchInformation, aspect } = setup;
  const size = knotsX * knotsY;
  const valuesAt = centres.map(([x, y]) => {
    const [across, down] = [splineValues(knotsX, x), splineValues(knotsY, y)];
    return Float64Array.from(
      { length: size },
      (_, k) => (down[Math.floor(k / knotsX)] ?? 0) * (across[k % knotsX] ?? 0),
    );
  });
  const mass = zeros(size, size);
  valuesAt.forEach((values, patch) => {
    addOuter(mass, values, patchInformation[patch] ?? 0);
  });
  // Gradient squared, averaged over the micrograph, distances in widths; a trace of it curbs what is not seen.
  const roughness = zeros(size, size);
  const samples = 24;
  const h = 1e-3;
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < samples; j++) {
      const [x, y] = [(i + 0.5) / samples, (j + 0.5) / samples];
      const at = (px: number, py: number): Float64Array => {
        const [across, down] = [splineValues(knotsX, px), splineValues(knotsY, py)];
        return Float64Array.from(
          { length: size },
          (_, k) => (down[Math.floor(k / knotsX)] ?? 0) * (across[k % knotsX] ?? 0),
        );
      };
      const slope = (a: Float64Array, b: Float64Array, step: number): Float64Array =>
        a.map((value, k) => (value - (b[k] ?? 0)) / step);
      addOuter(roughness, slope(at(x + h, y), at(x - h, y), 2 * h), 1 / samples ** 2);
      addOuter(roughness, slope(at(x, y + h), at(x, y - h), 2 * h * aspect), 1 / samples ** 2);
    }
  }
  const { values, vectors } = solveModes(roughness, mass);
  const total = patchInformation.reduce((sum, value) => sum + value, 0);
  return {
    splines: vectors,
    atPatches: vectors.map((vector) =>
      Float64Array.from(valuesAt, (at) => at.reduce((sum, value, k) => sum + value * (vector[k] ?? 0), 0)),
    ),
    // In units that do not depend on how much information there is.
    spatialRoughness: values.map((value) => value * total),
  };
}

/** Modes over time: roughness is the squared acceleration, with a trace of squared velocity that singles out rest. */
function temporalModes(frames: number): Pick<FitModes, 'overTime' | 'temporalRoughness'> {
  const mass = zeros(frames, frames);
  mass.forEach((row, i) => (row[i] = 1));
  const roughness = zeros(frames, frames);
  const velocityShare = 1e-4;
  for (let t = 0; t + 1 < frames; t++) {
    const velocity = new Float64Array(frames);
    velocity[t] = -1;
    velocity[t + 1] = 1;
    addOuter(roughness, velocity, velocityShare);
    if (t + 2 < frames) {
      const acceleration = new Float64Array(frames);
      acceleration.set([1, -2, 1], t);
      addOuter(roughness, acceleration, 1);
    }
  }
  const { values, vectors } = solveModes(roughness, mass);
  return { overTime: vectors.slice(1), temporalRoughness: values.slice(1) };
}

function addOuter(matrix: Matrix, vector: Float64Array, weight: number): void {
  matrix.forEach((row, i) => {
    const factor = weight * (vector[i] ?? 0);
    if (factor === 0) return;
    for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) + factor * (vector[j] ?? 0);
  });
}

/** Amplitudes of modes, (axis, spatial mode, temporal mode). */
export type Amplitudes = readonly [Matrix, Matrix];

/** Sums over patches and frames of `values` (patch, frame, 2) times the modes. */
export function projectOnModes(modes: FitModes, values: Float64Array): Amplitudes {
  const frames = modes.overTime[0]?.length ?? 0;
  const project = (axis: number): Matrix => {
    const overPatches = modes.atPatches.map((atPatch) => {
      const sums = new Float64Array(frames);
      atPatch.forEach((weight, patch) => {
        for (let t = 0; t < frames; t++) {
          sums[t] = (sums[t] ?? 0) + weight * (values[2 * (patch * frames + t) + axis] ?? 0);
        }
      });
      return sums;
    });
    return overPatches.map((sums) =>
      Float64Array.from(modes.overTime, (mode) => mode.reduce((sum, value, t) => sum + value * (sums[t] ?? 0), 0)),
    );
  };
  return [project(0), project(1)];
}

/** For each spatial mode its course over time, (axis, spatial mode, frame). */
export function courseOfModes(modes: FitModes, amplitudes: Amplitudes): [Matrix, Matrix] {
  const frames = modes.overTime[0]?.length ?? 0;
  const course = (matrix: Matrix): Matrix =>
    matrix.map((row) => {
      const values = new Float64Array(frames);
      row.forEach((amplitude, j) => {
        if (amplitude === 0) return;
        const mode = rowOf(modes.overTime, j);
        for (let t = 0; t < frames; t++) values[t] = (values[t] ?? 0) + amplitude * (mode[t] ?? 0);
      });
      return values;
    });
  return [course(amplitudes[0]), course(amplitudes[1])];
}

/** Prior variances: of the mean motion, white in acceleration plus a jitter; of local motion, smooth in both. */
interface Prior {
  readonly drift: number;
  readonly jitter: number;
  readonly local: number;
  readonly localTime: number;
  readonly localSpace: number;
}

/**
 * Posterior mean of the amplitudes whose likelihood peaks at `peaks`. `stiffness` above 1 makes trajectories
 * smoother than the data ask for, below 1 rougher.
 */
export function shrinkAmplitudes(modes: FitModes, peaks: Amplitudes, stiffness: number): Amplitudes {
  const rigid = fitRigidPrior(modes, peaks);
  const local = fitLocalPrior(modes, peaks);
  const prior: Prior = { ...rigid, ...local };
  const variance = (i: number, j: number): number => priorVariance(modes, prior, i, j) / stiffness;
  const shrink = (matrix: Matrix): Matrix =>
    matrix.map((row, i) =>
      row.map((value, j) => {
        const v = variance(i, j);
        return v === Infinity ? value : (value * v) / (v + 1);
      }),
    );
  return [shrink(peaks[0]), shrink(peaks[1])];
}

function priorVariance(modes: FitModes, prior: Prior, i: number, j: number): number {
  const temporal = modes.temporalRoughness[j] ?? 0;
  if (i === 0) return prior.drift / temporal + prior.jitter;
  if (j >= modes.localModes) return 0;
  const spatial = (modes.spatialRoughness[i] ?? 0) / (modes.spatialRoughness[1] ?? 1);
  return prior.local / ((1 + temporal / prior.localTime) * spatial ** prior.localSpace);
}

/** Minus twice the logarithm of the likelihood of amplitudes under variances v + 1, up to a constant. */
function badness(values: readonly number[], variances: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const total = (variances[i] ?? 0) + 1;
    sum += Math.log(total) + (values[i] ?? 0) ** 2 / total;
  }
  return sum;
}

function fitRigidPrior(modes: FitModes, peaks: Amplitudes): { drift: number; jitter: number } {
  const values = [...(peaks[0][0] ?? []), ...(peaks[1][0] ?? [])];
  const roughness = [...modes.temporalRoughness, ...modes.temporalRoughness];
  let best = { drift: Infinity, jitter: 0, badness: Infinity };
  for (let exponent = -8; exponent <= 12; exponent++) {
    const drift = 10 ** (exponent / 2);
    for (const jitter of [0, 0.1, 0.3, 1, 3, 10, 30, 100]) {
      const found = badness(
        values,
        roughness.map((value) => drift / value + jitter),
      );
      if (found < best.badness) best = { drift, jitter, badness: found };
    }
  }
  return best;
}

function fitLocalPrior(modes: FitModes, peaks: Amplitudes): { local: number; localTime: number; localSpace: number } {
  const cells: { value: number; temporal: number; spatial: number }[] = [];
  for (const matrix of peaks) {
    matrix.forEach((row, i) => {
      if (i === 0) return;
      for (let j = 0; j < modes.localModes; j++) {
        cells.push({
          value: row[j] ?? 0,
          temporal: modes.temporalRoughness[j] ?? 0,
          spatial: (modes.spatialRoughness[i] ?? 0) / (modes.spatialRoughness[1] ?? 1),
        });
      }
    });
  }
  const values = cells.map((cell) => cell.value);
  const still = badness(
    values,
    values.map(() => 0),
  );
  // Three parameters can always gain a little on noise: local motion must gain more (Schwarz's criterion).
  let best = { local: 0, localTime: 1, localSpace: 1, badness: still - 3 * Math.log(Math.max(1, values.length)) };
  for (const localSpace of [1, 1.5, 2, 3]) {
    for (let timeExponent = -8; timeExponent <= 2; timeExponent++) {
      const localTime = 10 ** (timeExponent / 2);
      const shape = cells.map(({ temporal, spatial }) => 1 / ((1 + temporal / localTime) * spatial ** localSpace));
      for (let exponent = -4; exponent <= 12; exponent++) {
        const local = 10 ** (exponent / 2);
        const found = badness(
          values,
          shape.map((value) => local * value),
        );
        if (found < best.badness) best = { local, localTime, localSpace, badness: found };
      }
    }
  }
  return best;
}
