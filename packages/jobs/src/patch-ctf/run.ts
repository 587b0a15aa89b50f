import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createStandardDataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { runCtf } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath } from '../exposure-table.js';
import type { patchCtf } from './definition.js';

/** Exposures whose fits go into the log. */
const shown = 5;

/** Fits each micrograph; a broken one is left out and told. */
export async function run(params: ParamsOf<typeof patchCtf>, context: RunContext): Promise<void> {
  const exposures = await context.readInput('exposures');
  const outDir = join(context.projectDir, context.jobDir, 'ctfestimated');
  await mkdir(outDir, { recursive: true });
  const { res_min_align, res_max_align, override_K_X, override_K_Y, ...same } = params;
  let pictured = 0;
  const done = await eachExposure(exposures, context, outDir, async (row, stage) => {
    // Dose weighting would take the fine Thon rings away.
    const slot = row.has('micrograph_blob_non_dw/path') ? 'micrograph_blob_non_dw' : 'micrograph_blob';
    const input = {
      path: absolutePath(context, row.text(`${slot}/path`)),
      pixelSizeA: row.number(`${slot}/psize_A`),
    };
    const stageParams = livePreprocessingParams.parse({
      ...same,
      accel_kv: row.number('mscope_params/accel_kv'),
      cs_mm: row.number('mscope_params/cs_mm'),
      phase_plate: row.number('mscope_params/phase_plate') !== 0,
      ctf_res_min_align: res_min_align,
      ctf_res_max_align: res_max_align,
      ctf_override_K_X: override_K_X,
      ctf_override_K_Y: override_K_Y,
    });
    const { result, files, warnings } = await runCtf(input, stageParams, stage);
    for (const warning of warnings) await context.log(warning, 'warning');
    if (pictured++ < shown) await context.logPicture('CTF fit', projectPath(context, files.fit_plot_path));
    return {
      ...result,
      files,
      uid: row.uid,
      group: row.number('mscope_params/exp_group_id'),
      accel_kv: stageParams.accel_kv,
      cs_mm: stageParams.cs_mm,
    };
  });
  const repeat = <T>(...values: T[]): T[] => done.flatMap(() => values);
  const path = done.map(({ files }) => projectPath(context, files.path));
  const dataset = createStandardDataset(done.length, {
    uid: BigUint64Array.from(done, ({ uid }) => uid),
    'ctf/type': repeat('spline'),
    'ctf/path': path,
    'ctf/exp_group_id': done.map(({ group }) => group),
    'ctf/accel_kv': done.map((one) => one.accel_kv),
    'ctf/cs_mm': done.map((one) => one.cs_mm),
    'ctf/amp_contrast': repeat(params.amp_contrast),
    'ctf/df1_A': done.map((one) => one.df1_A),
    'ctf/df2_A': done.map((one) => one.df2_A),
    'ctf/df_angle_rad': done.map((one) => one.df_angle_rad),
    'ctf/phase_shift_rad': done.map((one) => one.phase_shift_rad),
    'ctf/scale': repeat(1),
    'ctf/scale_const': repeat(0),
    'ctf/ctf_fit_to_A': done.map((one) => one.ctf_fit_to_A ?? NaN),
    'ctf_stats/type': repeat('spline'),
    'ctf_stats/cross_corr': done.map((one) => one.cross_corr),
    'ctf_stats/ctf_fit_to_A': done.map((one) => one.ctf_fit_to_A ?? NaN),
    'ctf_stats/df_range': done.flatMap((one) => [...one.df_range]),
    'ctf_stats/df_tilt_normal': done.flatMap((one) => one.df_tilt_normal.slice(0, 2)),
    'ctf_stats/ice_thickness_rel': done.map((one) => one.ice_thickness_rel ?? NaN),
    'ctf_stats/diag_image_path': done.map(({ files }) => projectPath(context, files.diag_image_path)),
    'ctf_stats/fit_data_path': path,
  });
  await context.saveOutput('exposures', dataset);
  await context.log(`The CTF of ${done.length} of ${exposures.length} exposures was fitted.`);
}
