import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createStandardDataset, readImage } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams, type LivePreprocessingParams } from '@vitreous/schema';
import { runMotion, runThumbs, type MotionStageResult } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath, type ExposureRow } from '../exposure-table.js';
import type { patchMotion } from './definition.js';

/** Exposures whose pictures go into the log. */
const shown = 5;

/** Corrects each movie; a broken one is left out and told. */
export async function run(params: ParamsOf<typeof patchMotion>, context: RunContext): Promise<void> {
  const movies = await context.readInput('movies');
  const outDir = join(context.projectDir, context.jobDir, 'motioncorrected');
  await mkdir(outDir, { recursive: true });
  let pictured = 0;
  const done = await eachExposure(movies, context, outDir, async (row, stage) => {
    const moviePath = absolutePath(context, row.text('movie_blob/path'));
    const gain = row.has('gain_ref_blob/path') ? row.text('gain_ref_blob/path') : '';
    const defects = row.text('mscope_params/defect_path');
    const files = {
      moviePath,
      ...(gain === '' ? {} : { gainPath: absolutePath(context, gain) }),
      ...(defects === '' ? {} : { defectsPath: absolutePath(context, defects) }),
    };
    const { field, ...result } = await runMotion(files, paramsOf(params, row, gain !== ''), stage);
    if (result.warning !== null) await context.log(result.warning, 'warning');
    if (pictured++ < shown) {
      const micrograph = await readImage(result.micrograph, { threads: stage.threads });
      const motion = { field, pixelSizeA: result.psize_A * params.output_fcrop_factor };
      const pictures = await runThumbs(micrograph, moviePath, motion, stage);
      await context.logPicture('Micrograph', projectPath(context, pictures.preview_img_1x));
      if (pictures.drift_plot !== null) await context.logPicture('Drift', projectPath(context, pictures.drift_plot));
    }
    return { uid: row.uid, ...result };
  });
  await context.saveOutput('micrographs', describe(done, context));
  await context.log(`${done.length} of ${movies.length} movies corrected.`);
}

function paramsOf(params: ParamsOf<typeof patchMotion>, row: ExposureRow, hasGain: boolean): LivePreprocessingParams {
  return livePreprocessingParams.parse({
    psize_A: row.number('movie_blob/psize_A'),
    accel_kv: row.number('mscope_params/accel_kv'),
    total_dose_e_per_A2: row.number('mscope_params/total_dose_e_per_A2'),
    gainref_flip_x: hasGain && row.number('gain_ref_blob/flip_x') !== 0,
    gainref_flip_y: hasGain && row.number('gain_ref_blob/flip_y') !== 0,
    gainref_rotate_num: hasGain ? row.number('gain_ref_blob/rotate_num') : 0,
    motion_res_max_align: params.res_max_align,
    bfactor: params.bfactor,
    frame_start: params.frame_start,
    frame_end: params.frame_end,
    output_fcrop_factor: params.output_fcrop_factor,
    override_total_exp: params.override_total_exp,
    ...(params.smooth_lambda_cal === null ? {} : { smooth_lambda_cal: params.smooth_lambda_cal }),
    motion_override_K_Z: params.override_K_Z,
    motion_override_K_Y: params.override_K_Y,
    motion_override_K_X: params.override_K_X,
    output_f16: params.output_f16,
  });
}

type Done = Omit<MotionStageResult, 'field'> & { readonly uid: bigint };

function describe(done: readonly Done[], context: RunContext): ReturnType<typeof createStandardDataset> {
  const repeat = <T>(...values: T[]): T[] => done.flatMap(() => values);
  const micrograph = (slot: string, pathOf: (one: Done) => string): Record<string, number[] | string[]> => ({
    [`${slot}/path`]: done.map((one) => projectPath(context, pathOf(one))),
    [`${slot}/idx`]: repeat(0),
    [`${slot}/shape`]: done.flatMap((one) => [...one.micrograph_shape]),
    [`${slot}/psize_A`]: done.map((one) => one.psize_A),
    [`${slot}/format`]: repeat('MRC/2'),
    [`${slot}/is_background_subtracted`]: repeat(0),
    [`${slot}/vmin`]: repeat(0),
    [`${slot}/vmax`]: repeat(0),
  });
  const motion = (slot: string, pathOf: (one: Done) => string): Record<string, number[] | string[]> => ({
    [`${slot}/type`]: repeat(slot === 'rigid_motion' ? 'rigid' : 'spline'),
    [`${slot}/path`]: done.map((one) => projectPath(context, pathOf(one))),
    [`${slot}/idx`]: repeat(0),
    [`${slot}/frame_start`]: done.map((one) => one.frame_start),
    [`${slot}/frame_end`]: done.map((one) => one.frame_end),
    [`${slot}/zero_shift_frame`]: repeat(0),
    [`${slot}/psize_A`]: done.map((one) => one.psize_A),
  });
  return createStandardDataset(done.length, {
    uid: BigUint64Array.from(done, ({ uid }) => uid),
    ...micrograph('micrograph_blob', (one) => one.micrograph),
    ...micrograph('micrograph_blob_non_dw', (one) => one.micrograph_non_dw),
    'background_blob/path': done.map((one) => projectPath(context, one.background)),
    'background_blob/idx': repeat(0),
    'background_blob/binfactor': done.map((one) => one.background_binfactor),
    'background_blob/shape': done.flatMap(({ micrograph_shape: [height, width], background_binfactor: factor }) => [
      Math.floor(height / factor),
      Math.floor(width / factor),
    ]),
    'background_blob/psize_A': done.map((one) => one.psize_A * one.background_binfactor),
    ...motion('rigid_motion', (one) => one.rigid_motion),
    ...motion('spline_motion', (one) => one.spline_motion),
  });
}
