import { cutPatchSpectra, scoreLength, type MovieStack, type PatchSpectra } from '@vitreous/numerics';
import { alignRigidly } from './align-rigidly.js';
import { chooseBinning, dividePatches, finestSeenA } from './alignment-scale.js';
import { normaliseField, stillField, type DisplacementField } from './displacement-field.js';
import { measureSignal } from './signal-weights.js';
import {
  courseOfModes,
  createModes,
  projectOnModes,
  shrinkAmplitudes,
  type Amplitudes,
  type FitModes,
} from './smooth-fit.js';

export interface AlignmentSettings {
  readonly pixelSizeA: number;
  readonly bFactorA2: number;
  /** Finest detail that frames are aligned by, Å. */
  readonly finestA: number;
  /** Splines along x, y and time for local motion; null: chosen. */
  readonly knotsX: number | null;
  readonly knotsY: number | null;
  readonly knotsTime: number | null;
  /** How much smoother than the data ask for trajectories are made; 1 leaves it to the data. */
  readonly stiffness: number;
}

/** Work that is told how far it is and may be stopped. */
export interface Steps {
  readonly threads: number;
  readonly signal: AbortSignal;
  progress(fraction: number, what: string): void;
}

const rounds = 6;
/** Root mean square change of displacements, movie pixels, at which the fit has settled. */
const settledPx = 0.03;

/**
 * The specimen's motion in a movie whose bad pixels are mended, found from the frames alone: coarsely for whole frames,
 * then as one smooth field that all patches of all frames agree on.
 */
export async function estimateMotion(
  movie: MovieStack,
  gain: Float32Array,
  settings: AlignmentSettings,
  steps: Steps,
): Promise<DisplacementField> {
  const { threads, signal } = steps;
  if (movie.frames < 2) return stillField(movie.frames, movie.height, movie.width);
  signal.throwIfAborted();
  steps.progress(0, 'aligning frames');
  const rigid = await alignRigidly(movie, gain, settings.pixelSizeA, threads);
  signal.throwIfAborted();
  steps.progress(0.2, 'aligning patches');
  return fitPatches(movie, gain, rigid, settings, steps);
}

async function fitPatches(
  movie: MovieStack,
  gain: Float32Array,
  rigid: Float64Array,
  settings: AlignmentSettings,
  steps: Steps,
): Promise<DisplacementField> {
  const { threads } = steps;
  const { frames } = movie;
  // From here on pixels are squares of `factor` pixels of the movie.
  const seenA = finestSeenA(settings);
  const factor = chooseBinning(settings.pixelSizeA, movie, seenA);
  const pixelSizeA = settings.pixelSizeA * factor;
  const [height, width] = [Math.floor(movie.height / factor), Math.floor(movie.width / factor)];
  const placed = rigid.map((value) => value / factor);
  const [across, down] = [dividePatches(width, pixelSizeA), dividePatches(height, pixelSizeA)];
  const origins = down.origins.flatMap((y) => across.origins.map((x) => [x, y] as const));
  const patches = origins.length;
  const whole = Int32Array.from(placed, Math.round);
  const offsets = new Int32Array(2 * patches * frames);
  for (let patch = 0; patch < patches; patch++) offsets.set(whole, 2 * patch * frames);
  const limit = Math.min(0.5, pixelSizeA / seenA);
  const windows = {
    height: down.size,
    width: across.size,
    origins: Int32Array.from(origins.flat()),
    offsets,
    taper: Math.min(across.taper, down.taper),
  };
  const spectra = await cutPatchSpectra(movie, windows, limit, { gain, factor, threads });
  try {
    return await fitField(spectra, {
      centres: origins.map(([x, y]) => [
        ((x + across.size / 2) * factor) / movie.width,
        ((y + down.size / 2) * factor) / movie.height,
      ]),
      knotsX: settings.knotsX ?? Math.min(across.origins.length, 6),
      knotsY: settings.knotsY ?? Math.min(down.origins.length, 6),
      // Overlapping patches count the same pixels more than once.
      overlap: (height * width) / (patches * across.size * down.size),
      leastFrequency: 3 / Math.min(across.size, down.size),
      rigid: placed,
      movie,
      factor,
      limit,
      settings,
      steps,
    });
  } finally {
    await spectra.release();
  }
}

interface FieldFit {
  readonly centres: readonly (readonly [number, number])[];
  readonly knotsX: number;
  readonly knotsY: number;
  readonly overlap: number;
  readonly leastFrequency: number;
  readonly rigid: Float64Array;
  readonly movie: MovieStack;
  readonly factor: number;
  readonly limit: number;
  readonly settings: AlignmentSettings;
  readonly steps: Steps;
}

async function fitField(spectra: PatchSpectra, fit: FieldFit): Promise<DisplacementField> {
  const { threads, signal } = fit.steps;
  const { patches, frames } = spectra;
  let displacements: Float32Array = new Float32Array(2 * patches * frames);
  for (let patch = 0; patch < patches; patch++) displacements.set(fit.rigid, 2 * patch * frames);
  let field = stillField(frames, fit.movie.height, fit.movie.width);
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    fit.steps.progress(0.4 + (0.6 * round) / rounds, 'fitting the motion field');
    const curve = await measureSignal(spectra, displacements, { ...fit, threads });
    const scores = await spectra.score(displacements, curve, { threads });
    const patchInformation = informationOfPatches(scores, patches, frames, fit.overlap);
    const modes = createModes({
      centres: fit.centres,
      patchInformation,
      frames,
      aspect: fit.movie.height / fit.movie.width,
      knotsX: fit.knotsX,
      knotsY: fit.knotsY,
      knotsTime: Math.min(frames, fit.settings.knotsTime ?? 20),
    });
    const peaks = likelihoodPeaks(modes, scores, displacements, patchInformation, frames, fit.overlap);
    const amplitudes = shrinkAmplitudes(modes, peaks, fit.settings.stiffness);
    const courses = courseOfModes(modes, amplitudes);
    const moved = displacementsOf(modes, courses, patches, frames);
    const change = rootMeanSquareChange(displacements, moved, frames) * fit.factor;
    displacements = moved;
    field = fieldOf(modes, courses, fit, frames);
    if (change < settledPx) break;
  }
  return normaliseField(field);
}

/** Information of each patch about one axis: minus the second derivative of the likelihood, mean over frames. */
function informationOfPatches(scores: Float64Array, patches: number, frames: number, overlap: number): Float64Array {
  const values = Float64Array.from({ length: patches }, (_, patch) => {
    let sum = 0;
    for (let t = 0; t < frames; t++) {
      const at = (patch * frames + t) * scoreLength;
      sum -= (scores[at + 3] ?? 0) + (scores[at + 5] ?? 0);
    }
    // W |S|² holds each pair of frames twice: twice the correlation, halved for the mean of two axes. A frame's
    // own share of the sum moves along with it: frames / (frames - 1).
    return (overlap * sum) / (frames - 1);
  });
  const sorted = Array.from(values).sort((a, b) => a - b);
  const typical = Math.max(sorted[Math.floor(sorted.length / 2)] ?? 0, (sorted.at(-1) ?? 0) / 10, 1e-12);
  return values.map((value) => Math.max(value, 0.05 * typical));
}

/** Amplitudes at which the likelihood, taken as a parabola in each mode, peaks. */
function likelihoodPeaks(
  modes: FitModes,
  scores: Float64Array,
  displacements: Float32Array,
  patchInformation: Float64Array,
  frames: number,
  overlap: number,
): Amplitudes {
  const values = new Float64Array(displacements.length);
  for (let i = 0; i < displacements.length; i++) {
    const [cell, axis] = [i >> 1, i & 1];
    const information = patchInformation[Math.floor(cell / frames)] ?? 0;
    const gradient = 2 * overlap * (scores[cell * scoreLength + 1 + axis] ?? 0);
    values[i] = information * (displacements[i] ?? 0) + gradient;
  }
  return projectOnModes(modes, values);
}

type Courses = ReturnType<typeof courseOfModes>;

function displacementsOf(modes: FitModes, courses: Courses, patches: number, frames: number): Float32Array {
  const output = new Float32Array(2 * patches * frames);
  courses.forEach((course, axis) => {
    course.forEach((values, i) => {
      const atPatch = modes.atPatches[i];
      for (let patch = 0; patch < patches; patch++) {
        const weight = atPatch?.[patch] ?? 0;
        for (let t = 0; t < frames; t++) {
          const at = 2 * (patch * frames + t) + axis;
          output[at] = (output[at] ?? 0) + weight * (values[t] ?? 0);
        }
      }
    });
  });
  return output;
}

function fieldOf(modes: FitModes, courses: Courses, fit: FieldFit, frames: number): DisplacementField {
  const { knotsX, knotsY } = fit;
  const size = knotsX * knotsY;
  const coefficients = new Float64Array(frames * size * 2);
  courses.forEach((course, axis) => {
    course.forEach((values, i) => {
      const spline = modes.splines[i];
      for (let t = 0; t < frames; t++) {
        const amplitude = (values[t] ?? 0) * fit.factor;
        for (let k = 0; k < size; k++) {
          const at = 2 * (t * size + k) + axis;
          coefficients[at] = (coefficients[at] ?? 0) + amplitude * (spline?.[k] ?? 0);
        }
      }
    });
  });
  const { height, width } = fit.movie;
  return { frames, height, width, rigid: new Float64Array(2 * frames), local: { knotsX, knotsY, coefficients } };
}

/** Change of displacements, each patch's mean over frames apart, which only moves the reference. */
function rootMeanSquareChange(before: Float32Array, after: Float32Array, frames: number): number {
  let sum = 0;
  for (let start = 0; start < before.length; start += 2 * frames) {
    for (const axis of [0, 1]) {
      let [total, squares] = [0, 0];
      for (let t = 0; t < frames; t++) {
        const change = (after[start + 2 * t + axis] ?? 0) - (before[start + 2 * t + axis] ?? 0);
        total += change;
        squares += change * change;
      }
      sum += squares - (total * total) / frames;
    }
  }
  return Math.sqrt(Math.max(0, sum) / (before.length / 2));
}
