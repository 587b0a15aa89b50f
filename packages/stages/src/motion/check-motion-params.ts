import { UserError } from '@vitreous/errors';
import type { LivePreprocessingParams } from '@vitreous/schema';
import type { motionParamNames } from './definition.js';

export type MotionParams = Pick<LivePreprocessingParams, (typeof motionParamNames)[number]>;

const cropFactors = [1, 0.75, 0.5, 0.25];
const leastPixelA = 0.05;
const mostPixelA = 50;
const mostKnots = 24;
const upsamplings = [1, 2, 4];

/**
 * The dose is not looked at for exposures of one frame, which are not weighted.
 *
 * @throws UserError naming the first parameter that makes no sense, what it is and what was expected.
 */
export function checkMotionParams(params: MotionParams, frames: number): void {
  const need = (holds: boolean, name: string, value: unknown, expected: string): void => {
    if (!holds) throw new UserError(`${name} is ${String(value)}: expected ${expected}.`);
  };
  const { psize_A, accel_kv, output_fcrop_factor, bfactor, motion_res_max_align, smooth_lambda_cal } = params;
  need(
    psize_A >= leastPixelA && psize_A <= mostPixelA,
    'psize_A',
    psize_A,
    `a pixel size of ${leastPixelA} to ${mostPixelA} Å`,
  );
  const dose = params.override_total_exp ?? params.total_dose_e_per_A2;
  const doseName = params.override_total_exp === null ? 'total_dose_e_per_A2' : 'override_total_exp';
  const doseFits = frames === 1 || (dose > 0 && dose <= 10_000);
  need(doseFits, doseName, dose, 'the exposure of the whole movie, above 0 and up to 10000 e/Å²');
  need(accel_kv >= 40 && accel_kv <= 1500, 'accel_kv', accel_kv, 'a voltage of 40 to 1500 kV');
  need(cropFactors.includes(output_fcrop_factor), 'output_fcrop_factor', output_fcrop_factor, '1, 0.75, 0.5 or 0.25');
  const { eer_upsampfactor, eer_numfractions } = params;
  need(upsamplings.includes(eer_upsampfactor), 'eer_upsampfactor', eer_upsampfactor, '1, 2 or 4');
  need(eer_numfractions >= 1, 'eer_numfractions', eer_numfractions, 'at least 1 fraction');
  need(bfactor >= 0 && bfactor <= 100_000, 'bfactor', bfactor, '0 to 100000 Å²');
  need(
    motion_res_max_align > 0 && motion_res_max_align <= 100,
    'motion_res_max_align',
    motion_res_max_align,
    'a detail above 0 and up to 100 Å',
  );
  need(
    smooth_lambda_cal === null || (smooth_lambda_cal > 0 && smooth_lambda_cal <= 1000),
    'smooth_lambda_cal',
    smooth_lambda_cal,
    'a number above 0 and up to 1000, or none',
  );
  for (const name of ['motion_override_K_X', 'motion_override_K_Y', 'motion_override_K_Z'] as const) {
    const knots = params[name];
    need(knots === null || (knots >= 1 && knots <= mostKnots), name, knots, `1 to ${mostKnots} knots, or none`);
  }
}

/** Frames `firstFrame..endFrame` of a movie of `frames`. @throws UserError when that leaves none. */
export function chooseFrames(
  params: MotionParams,
  frames: number,
  path: string,
): { firstFrame: number; endFrame: number } {
  const firstFrame = params.frame_start;
  const endFrame = params.frame_end ?? frames;
  if (firstFrame >= 0 && firstFrame < endFrame && endFrame <= frames) return { firstFrame, endFrame };
  throw new UserError(
    `${path} has frames 0 to ${frames - 1}, but frame_start ${firstFrame} up to before frame_end ${endFrame} were asked for.`,
  );
}
