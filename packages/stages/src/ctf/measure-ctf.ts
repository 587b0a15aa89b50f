import { fitCtf, type CtfFit, type CtfFitOptions, type PhaseShiftRange } from '@vitreous/algorithms';
import { DataError, UserError } from '@vitreous/errors';
import { readImage, readImageInfo } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import type { CtfAttributeName, CtfParams } from './definition.js';

export interface CtfInput {
  /** A micrograph: MRC or TIFF with one image. */
  readonly path: string;
  /** Pixel size of the micrograph, Å; null: as its header says. */
  readonly pixelSizeA: number | null;
}

/** What the stage found, in the names of the mission. Angles in their unit: `_rad`, or degrees for `df_tilt_angle`. */
export interface CtfResult {
  readonly df1_A: number;
  readonly df2_A: number;
  readonly df_angle_rad: number;
  readonly phase_shift_rad: number;
  /** Null when the spectrum shows nothing that the CTF explains. */
  readonly ctf_fit_to_A: number | null;
  readonly cross_corr: number;
  /** 1: no ring of ice. Null where the pixels are too large to see it. */
  readonly ice_thickness_rel: number | null;
  readonly df_range: readonly [number, number];
  readonly df_tilt_normal: readonly [number, number, number];
  readonly df_tilt_angle: number;
}

export interface CtfMeasurement {
  readonly result: CtfResult;
  readonly attributes: Readonly<Record<CtfAttributeName, number | null>>;
  readonly fit: CtfFit;
  readonly pixelSizeA: number;
  /** Sentences for a person to think about; the result stands nevertheless. */
  readonly warnings: readonly string[];
}

type Work = Pick<StageContext, 'threads' | 'signal' | 'progress'>;

/** Reads a micrograph and fits its CTF, writing nothing. */
export async function measureCtf(input: CtfInput, params: CtfParams, work: Work): Promise<CtfMeasurement> {
  work.progress(0, 'reading');
  const { pixelSizeA: inHeader } = await readImageInfo(input.path);
  const pixelSizeA = input.pixelSizeA ?? inHeader;
  if (pixelSizeA === null) {
    throw new UserError(`${input.path} does not say its pixel size: give it (--psize, in Å).`);
  }
  const image = await readImage(input.path, { threads: work.threads });
  work.signal.throwIfAborted();
  work.progress(0.3, 'fitting the CTF');
  const { accel_kv: accelKv, cs_mm: csMm, amp_contrast: ampContrast } = params;
  const fit = await fitCtf(image, pixelSizeA, { accelKv, csMm, ampContrast }, optionsOf(params, work.threads)).catch(
    (error: unknown) => {
      throw error instanceof DataError ? new DataError(`${input.path}: ${error.message}`, { cause: error }) : error;
    },
  );
  work.signal.throwIfAborted();
  const result = resultOf(fit);
  return {
    result,
    attributes: attributesOf(result),
    fit,
    pixelSizeA,
    warnings: warn(input, pixelSizeA, inHeader, fit),
  };
}

function optionsOf(params: CtfParams, threads: number): CtfFitOptions {
  return {
    resMinA: params.ctf_res_min_align,
    resMaxA: params.ctf_res_max_align,
    dfMinA: params.df_search_min,
    dfMaxA: params.df_search_max,
    phaseShift: phaseShiftOf(params),
    knotsX: params.ctf_override_K_X,
    knotsY: params.ctf_override_K_Y,
    flat: params.classic_mode,
    threads,
  };
}

/** A phase plate alone is reason to search; without a search a quarter of a turn is where one usually starts. */
function phaseShiftOf(params: CtfParams): PhaseShiftRange | null {
  const { phase_plate: plate, do_phase_shift_search_refine: search, do_phase_shift_refine_only: refineOnly } = params;
  if (!plate && !search && !refineOnly) return null;
  return {
    minRad: params.phase_shift_min,
    maxRad: params.phase_shift_max,
    search: !refineOnly,
    startRad: plate ? Math.PI / 2 : 0,
  };
}

function resultOf({ ctf, fitToA, crossCorrelation, iceThicknessRel, summary }: CtfFit): CtfResult {
  return {
    df1_A: ctf.df1A,
    df2_A: ctf.df2A,
    df_angle_rad: ctf.dfAngleRad,
    phase_shift_rad: ctf.phaseShiftRad,
    ctf_fit_to_A: fitToA,
    cross_corr: crossCorrelation,
    ice_thickness_rel: iceThicknessRel,
    df_range: summary.rangeA,
    df_tilt_normal: summary.tiltNormal,
    df_tilt_angle: degrees(summary.tiltAngleRad),
  };
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

function attributesOf(result: CtfResult): Record<CtfAttributeName, number | null> {
  return {
    average_defocus: (result.df1_A + result.df2_A) / 2,
    defocus_range: result.df_range[1] - result.df_range[0],
    astigmatism: result.df1_A - result.df2_A,
    astigmatism_angle: degrees(result.df_angle_rad),
    phase_shift: degrees(result.phase_shift_rad),
    ctf_fit_to_A: result.ctf_fit_to_A,
    ice_thickness_rel: result.ice_thickness_rel,
    df_tilt_angle: result.df_tilt_angle,
  };
}

/** Relative difference of pixel sizes that is more than rounding. */
const pixelSizeTolerance = 0.02;

function warn({ path }: CtfInput, pixelSizeA: number, inHeader: number | null, { fitToA }: CtfFit): string[] {
  const differs = inHeader !== null && Math.abs(pixelSizeA / inHeader - 1) > pixelSizeTolerance;
  return [
    ...(differs ? [`${path}: its header says ${inHeader} Å a pixel; ${pixelSizeA} Å was given and used.`] : []),
    ...(fitToA === null ? [`${path}: no Thon rings were recognised; the defocus is a guess.`] : []),
  ];
}
