import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { runPickBlob } from '@vitreous/stages';
import { isNegativeStain, pickEach } from '../pick-each.js';
import type { blobPicker } from './definition.js';

/** Picks each micrograph; a broken one is left out and told. */
export async function run(params: ParamsOf<typeof blobPicker>, context: RunContext): Promise<void> {
  await pickEach(params, context, (micrograph, row, stage) => {
    const stageParams = livePreprocessingParams.parse({
      neg_stain: isNegativeStain(row),
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
    return runPickBlob(micrograph, stageParams, stage);
  });
}
