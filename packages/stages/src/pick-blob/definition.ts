import type { LivePreprocessingParams } from '@vitreous/schema';

/** Parameters of exposure processing that the blob picker reads. */
export const pickBlobParamNames = [
  'neg_stain',
  'blob_diameter_min',
  'blob_diameter_max',
  'use_circle',
  'use_ellipse',
  'use_ring',
  'blob_lowpass_res_template',
  'blob_lowpass_res',
  'blob_angular_spacing_deg',
  'blob_use_ctf',
  'blob_min_distance',
  'blob_max_num_hits',
] as const satisfies readonly (keyof LivePreprocessingParams)[];

/** What the stage is called and what it measures. */
export const pickBlobStage = {
  type: 'pick_blob',
  title: 'Blob picking',
  attributes: [
    { name: 'total_blob_picks', title: 'Blob picks', unit: '', decimals: 0 },
    { name: 'blob_pick_score_median', title: 'Median score of blob picks', unit: '', decimals: 3 },
  ],
  params: pickBlobParamNames,
} as const;
