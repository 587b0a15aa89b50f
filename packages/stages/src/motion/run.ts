import { basename, extname, join } from 'node:path';
import {
  accumulateDoses,
  applyMotion,
  estimateBackground,
  estimateMotion,
  measureMotionExtent,
  mendPixels,
  type CorrectedMicrographs,
  type DisplacementField,
} from '@vitreous/algorithms';
import { DataError } from '@vitreous/errors';
import {
  markDefects,
  readImageInfo,
  orientGain,
  readMovie,
  writeAtomically,
  writeMrc,
  writeNpy,
  writeTiff,
  writeTogether,
} from '@vitreous/formats';
import {
  binFrames,
  computeMovieStatistics,
  createImage,
  resampleReal,
  sumFrames,
  type MovieStack,
} from '@vitreous/numerics';
import type { StageContext } from '../context.js';
import { checkMotionParams, chooseFrames, type MotionParams } from './check-motion-params.js';
import { readCalibration, type Calibration, type MotionFiles } from './read-calibration.js';
import { exposureOfFrames, renderMovie, type RenderedMovie } from './rendered-movie.js';
import { writeMotionStar } from './write-motion-star.js';

/** Files written and numbers measured. Paths are absolute or relative as `outDir` is. */
export interface MotionStageResult {
  readonly micrograph: string;
  readonly micrograph_non_dw: string;
  readonly background: string;
  readonly background_binfactor: number;
  readonly rigid_motion: string;
  readonly spline_motion: string;
  readonly motion_star: string;
  readonly micrograph_shape: readonly [number, number];
  /** Of the micrograph. */
  readonly psize_A: number;
  readonly frame_start: number;
  readonly frame_end: number;
  /** Whole-frame displacements in pixels of the micrograph: the frame shows at p + s what it shows at p. */
  readonly global_shifts_px: readonly (readonly [number, number])[];
  readonly total_motion_dist: number;
  readonly max_intra_frame_motion: number;
  readonly bad_pixels: number;
  /** What a person should know, or null: defects outside of the frame. */
  readonly warning: string | null;
  /** For pictures; not part of a stored result. */
  readonly field: DisplacementField;
}

/** Side of the squares whose mean tells the dose of a frame. */
const doseBinning = 16;

/**
 * Corrects one movie: reads it, mends its pixels, finds and undoes its motion, weights by dose and writes micrographs,
 * background, trajectories and RELION's description of the motion into `context.outDir`.
 *
 * @throws UserError for parameters or files that do not fit each other; DataError for a broken movie.
 */
export async function runMotion(
  files: MotionFiles,
  params: MotionParams,
  context: StageContext,
): Promise<MotionStageResult> {
  const info = await readImageInfo(files.moviePath);
  const rendered = renderMovie(info, params);
  checkMotionParams(params, rendered.frames);
  const range = chooseFrames(params, rendered.frames, files.moviePath);
  const calibration = await readCalibration(files, info, rendered, params, context);
  context.progress(0.02, 'reading the movie');
  const { eer, frames } = rendered;
  const sampling = eer === null ? {} : { eerUpsampling: eer.upsampling, eerFractions: frames };
  const movie = await readMovie(files.moviePath, { ...range, ...sampling, threads: context.threads });
  try {
    await refuseNotFinite(movie, files.moviePath, context.threads);
    return await correctMovie(movie, { files, params, context, rendered, range, ...calibration });
  } finally {
    await movie.release();
  }
}

/** A sum takes one pixel that is no number over all that is near it. Counts cannot hold one. */
async function refuseNotFinite(movie: MovieStack, path: string, threads: number): Promise<void> {
  if (movie.kind !== 'f32') return;
  const { notANumberCount, infiniteCount } = await computeMovieStatistics(movie, { threads });
  if (notANumberCount + infiniteCount === 0) return;
  throw new DataError(
    `${path}: ${notANumberCount} pixels are not a number and ${infiniteCount} are infinite, in ${movie.frames} frames ` +
      `of ${movie.width} x ${movie.height}: expected finite numbers only.`,
  );
}

interface Job extends Calibration {
  readonly files: MotionFiles;
  readonly params: MotionParams;
  readonly context: StageContext;
  readonly rendered: RenderedMovie;
  readonly range: { readonly firstFrame: number; readonly endFrame: number };
}

async function correctMovie(movie: MovieStack, job: Job): Promise<MotionStageResult> {
  const { params, context, rendered, range, gain } = job;
  const { threads, signal } = context;
  const whole = { firstFrame: 0, endFrame: movie.frames };
  signal.throwIfAborted();
  const turnedGain = job.gainTurned ? gain.slice() : null;
  context.progress(0.3, 'mending pixels');
  const defects = job.defects.length === 0 ? new Uint8Array(0) : markDefects(job.defects, rendered);
  const mended = await mendPixels(movie, gain, defects, { threads, search: movie.frames > 1 });
  const total = params.override_total_exp ?? params.total_dose_e_per_A2;
  const dosePerFrame = total / rendered.frames;
  const even = exposureOfFrames(rendered, total);
  const before = even.subarray(0, range.firstFrame).reduce((sum, dose) => sum + dose, 0);
  const doseOfFrame = params.variable_dose
    ? (await frameShares(movie, gain, threads)).map((share) => dosePerFrame * share)
    : even.subarray(range.firstFrame, range.endFrame);
  const doses = accumulateDoses(doseOfFrame, before);
  signal.throwIfAborted();
  const field = await estimateMotion(
    movie,
    gain,
    {
      pixelSizeA: rendered.pixelSizeA,
      bFactorA2: params.bfactor,
      finestA: params.motion_res_max_align,
      knotsX: params.motion_override_K_X,
      knotsY: params.motion_override_K_Y,
      knotsTime: params.motion_override_K_Z,
      // 0.5 leaves the smoothness to the data, as null does; it grows in proportion.
      stiffness: (params.smooth_lambda_cal ?? 0.5) / 0.5,
    },
    {
      threads,
      signal,
      progress: (fraction, what) => {
        context.progress(0.35 + 0.25 * fraction, what);
      },
    },
  );
  signal.throwIfAborted();
  context.progress(0.6, 'summing frames');
  const corrected =
    movie.frames === 1
      ? await correctSingleFrame(movie, job)
      : await applyMotion(
          movie,
          gain,
          whole,
          field,
          {
            pixelSizeA: rendered.pixelSizeA,
            accelKv: params.accel_kv,
            doses,
            cropFactor: params.output_fcrop_factor,
          },
          { threads, afterWarp: () => movie.release() },
        );
  signal.throwIfAborted();
  context.progress(0.9, 'writing');
  const written = await writeTogether(() => writeOutputs(corrected, field, turnedGain, total, job));
  const extent = measureMotionExtent(field);
  const crop = params.output_fcrop_factor;
  return {
    ...written,
    micrograph_shape: [corrected.plain.height, corrected.plain.width],
    psize_A: corrected.pixelSizeA,
    frame_start: range.firstFrame,
    frame_end: range.endFrame,
    global_shifts_px: Array.from({ length: field.frames }, (_, t) => [
      (field.rigid[2 * t] ?? 0) * crop,
      (field.rigid[2 * t + 1] ?? 0) * crop,
    ]),
    total_motion_dist: extent.totalDistance,
    max_intra_frame_motion: extent.greatestStep,
    bad_pixels: mended.known + mended.found,
    warning: job.warning,
    field,
  };
}

/** A single exposure is not moved: gain, defects and the Fourier crop only. */
async function correctSingleFrame(
  movie: MovieStack,
  { params, rendered, gain, context }: Job,
): Promise<CorrectedMicrographs> {
  const { threads } = context;
  const crop = params.output_fcrop_factor;
  const sum = await sumFrames(movie, gain, { threads });
  const [height, width] = [Math.max(1, Math.floor(sum.height * crop)), Math.max(1, Math.floor(sum.width * crop))];
  const plain =
    crop === 1
      ? sum
      : createImage(height, width, await resampleReal(sum.data, [sum.height, sum.width], [height, width], { threads }));
  return { plain, doseWeighted: plain, pixelSizeA: rendered.pixelSizeA / crop };
}

/** Counts of each frame over the mean of all. */
async function frameShares(movie: MovieStack, gain: Float32Array, threads: number): Promise<Float64Array> {
  const factor = Math.min(doseBinning, movie.height, movie.width);
  const binned = await binFrames(movie, gain, factor, { threads });
  try {
    const totals = new Float64Array(binned.frames);
    for (let t = 0; t < totals.length; t++) {
      totals[t] = (await binned.handle.frame(t)).reduce((sum, value) => sum + value, 0);
    }
    const mean = totals.reduce((sum, value) => sum + value, 0) / totals.length;
    if (!(mean > 0)) throw new DataError('The movie holds no counts: its dose cannot be measured.');
    return totals.map((value) => value / mean);
  } finally {
    await binned.release();
  }
}

type Written = Pick<
  MotionStageResult,
  | 'micrograph'
  | 'micrograph_non_dw'
  | 'background'
  | 'background_binfactor'
  | 'rigid_motion'
  | 'spline_motion'
  | 'motion_star'
>;

async function writeOutputs(
  corrected: CorrectedMicrographs,
  field: DisplacementField,
  turnedGain: Float32Array | null,
  exposure: number,
  job: Job,
): Promise<Written> {
  const { params, context, files, rendered, range } = job;
  const { threads, outDir, signal } = context;
  const base = basename(files.moviePath, extname(files.moviePath));
  const at = (ending: string): string => join(outDir, `${base}_${ending}`);
  const written = {
    micrograph: at('patch_aligned_doseweighted.mrc'),
    micrograph_non_dw: at('patch_aligned.mrc'),
    background: at('background.mrc'),
    rigid_motion: at('rigid_motion.npy'),
    spline_motion: at('spline_motion.npy'),
    motion_star: at('motion.star'),
  };
  const options = { mode: params.output_f16 ? 12 : 2, pixelSizeA: corrected.pixelSizeA, threads } as const;
  await writeMrc(written.micrograph, corrected.doseWeighted, options);
  signal.throwIfAborted();
  await writeMrc(written.micrograph_non_dw, corrected.plain, options);
  signal.throwIfAborted();
  const background = await estimateBackground(corrected.plain, { threads });
  await writeMrc(written.background, background.image, {
    pixelSizeA: corrected.pixelSizeA * background.binFactor,
    threads,
  });
  await writeNpy(written.rigid_motion, field.rigid, [field.frames, 2]);
  const { knotsX, knotsY, coefficients } = field.local;
  await writeNpy(written.spline_motion, coefficients, [field.frames, knotsY, knotsX, 2]);
  let gainPath = files.gainPath ?? null;
  if (turnedGain !== null) {
    // RELION applies a gain as it stands in the file, so that a turned one is written beside.
    const image = createImage(rendered.height, rendered.width, turnedGain);
    // It divides by references of EER that are not named .gain, and takes the rows of a .gain as they are stored.
    gainPath = at(rendered.eer === null ? 'gain.mrc' : 'gain.gain');
    const { pixelSizeA } = rendered;
    if (rendered.eer === null) await writeMrc(gainPath, image, { pixelSizeA, threads });
    else await writeTiff(gainPath, orientGain(image, { flipY: true }), { compression: 'deflate', pixelSizeA, threads });
  }
  let defectsPath = files.defectsPath ?? null;
  if (defectsPath !== null && (rendered.eer?.upsampling ?? 1) > 1) {
    // RELION takes a list as one of rendered pixels.
    defectsPath = at('defects.txt');
    const lines = job.defects.map(({ x, y, width, height }) => `${x} ${y} ${width} ${height}\n`);
    await writeAtomically(defectsPath, (file) => file.writeFile(lines.join('')));
  }
  await writeMotionStar(written.motion_star, field, {
    moviePath: files.moviePath,
    gainPath,
    defectsPath,
    movie: rendered,
    firstFrame: range.firstFrame,
    cropFactor: params.output_fcrop_factor,
    exposure,
    accelKv: params.accel_kv,
  });
  return { ...written, background_binfactor: background.binFactor };
}
