import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createStandardDataset,
  joinDatasets,
  readDataset,
  readImage,
  takeRows,
  withColumns,
  type Dataset,
} from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { runPickBlob } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath, type ExposureRow } from '../exposure-table.js';
import type { blobPicker } from './definition.js';

/** Picks each micrograph; a broken one is left out and told. */
export async function run(params: ParamsOf<typeof blobPicker>, context: RunContext): Promise<void> {
  const all = await context.readInput('micrographs');
  const count = Math.min(all.length, params.num_process ?? all.length);
  const micrographs = takeRows(
    all,
    Array.from({ length: count }, (_, row) => row),
  );
  const outDir = join(context.projectDir, context.jobDir, 'picked');
  await mkdir(outDir, { recursive: true });
  let pictured = 0;
  const done = await eachExposure(micrographs, context, outDir, async (row, stage) => {
    const path = absolutePath(context, row.text('micrograph_blob/path'));
    const image = await readImage(path, { threads: stage.threads });
    const pixelSizeA = row.number('micrograph_blob/psize_A');
    const stageParams = livePreprocessingParams.parse({
      neg_stain: row.has('mscope_params/neg_stain') && row.number('mscope_params/neg_stain') !== 0,
      blob_diameter_min: params.diameter,
      blob_diameter_max: params.diameter_max,
      use_circle: params.use_circle,
      use_ellipse: params.use_ellipse,
      use_ring: params.use_ring,
      blob_lowpass_res_template: params.lowpass_res_template,
      blob_lowpass_res: params.lowpass_res,
      blob_angular_spacing_deg: params.angular_spacing_deg,
      blob_min_distance: params.min_distance,
      blob_max_num_hits: params.max_num_hits,
    });
    const result = await runPickBlob({ path, image, pixelSizeA }, stageParams, stage);
    if (pictured++ < params.num_plot) {
      await context.logPicture(`${result.total_blob_picks} picks`, projectPath(context, result.picture));
    }
    return { uid: row.uid, picks: nameMicrograph(await readDataset(result.picks_cs), row) };
  });
  const particles = joinDatasets(done.map(({ picks }) => picks));
  await context.saveOutput(
    'micrographs',
    createStandardDataset(done.length, { uid: BigUint64Array.from(done, ({ uid }) => uid) }),
  );
  await context.saveOutput('particles', particles);
  await context.log(`${particles.length} picks in ${done.length} of ${micrographs.length} micrographs.`);
}

/** The picks' micrograph as the dataset of micrographs names it. */
function nameMicrograph(picks: Dataset, row: ExposureRow): Dataset {
  const repeat = <T>(value: T): T[] => Array.from({ length: picks.length }, () => value);
  const group = row.has('mscope_params/exp_group_id') ? row.number('mscope_params/exp_group_id') : 1;
  return withColumns(
    picks,
    createStandardDataset(picks.length, {
      'location/micrograph_uid': new BigUint64Array(picks.length).fill(row.uid),
      'location/micrograph_path': repeat(row.text('micrograph_blob/path')),
      'location/exp_group_id': repeat(group),
    }),
  );
}
