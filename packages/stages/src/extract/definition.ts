import type { LivePreprocessingParams } from '@vitreous/schema';

/** Parameters of exposure processing that extraction reads. */
export const extractParamNames = [
  'neg_stain',
  'thresh_score_min',
  'thresh_power_min',
  'thresh_power_max',
  'box_size_pix',
  'bin_size_pix',
  'extract_f16',
] as const satisfies readonly (keyof LivePreprocessingParams)[];

/** What the stage is called and what it measures. */
export const extractStage = {
  type: 'extract',
  title: 'Particle extraction',
  attributes: [{ name: 'total_extracted_particles', title: 'Extracted particles', unit: '', decimals: 0 }],
  params: extractParamNames,
} as const;
