import type { LivePreprocessingParams } from '@vitreous/schema';

/** Parameters of exposure processing that the template picker reads. */
export const pickTemplateParamNames = [
  'neg_stain',
  'template_diameter',
  'template_lowpass_res_template',
  'template_lowpass_res',
  'template_angular_spacing_deg',
  'template_use_ctf',
  'template_min_distance',
  'template_max_num_hits',
] as const satisfies readonly (keyof LivePreprocessingParams)[];

/** What the stage is called and what it measures. */
export const pickTemplateStage = {
  type: 'pick_template',
  title: 'Template picking',
  attributes: [
    { name: 'total_template_picks', title: 'Template picks', unit: '', decimals: 0 },
    { name: 'template_pick_score_median', title: 'Median score of template picks', unit: '', decimals: 3 },
  ],
  params: pickTemplateParamNames,
} as const;
