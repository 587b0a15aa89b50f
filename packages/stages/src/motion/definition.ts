import type { LivePreprocessingParams } from '@vitreous/schema';

/** Parameters of exposure processing that motion correction reads. */
export const motionParamNames = [
  'gainref_flip_x',
  'gainref_flip_y',
  'gainref_rotate_num',
  'psize_A',
  'accel_kv',
  'total_dose_e_per_A2',
  'eer_upsampfactor',
  'eer_numfractions',
  'motion_res_max_align',
  'bfactor',
  'frame_start',
  'frame_end',
  'output_fcrop_factor',
  'override_total_exp',
  'variable_dose',
  'smooth_lambda_cal',
  'motion_override_K_X',
  'motion_override_K_Y',
  'motion_override_K_Z',
  'output_f16',
] as const satisfies readonly (keyof LivePreprocessingParams)[];

/** What the stage is called and what it measures. */
export const motionStage = {
  type: 'motion',
  title: 'Motion correction',
  attributes: [
    { name: 'total_motion_dist', title: 'Total full-frame motion distance', unit: 'px', decimals: 2 },
    { name: 'max_intra_frame_motion', title: 'Greatest motion from one frame to the next', unit: 'px', decimals: 3 },
  ],
  params: motionParamNames,
} as const;
