import type { LivePreprocessingParams } from '@vitreous/schema';

/** Parameters that the stage looks at. */
export const ctfParamNames = [
  'accel_kv',
  'cs_mm',
  'amp_contrast',
  'phase_plate',
  'ctf_res_min_align',
  'ctf_res_max_align',
  'df_search_min',
  'df_search_max',
  'do_phase_shift_search_refine',
  'phase_shift_min',
  'phase_shift_max',
  'do_phase_shift_refine_only',
  'ctf_override_K_Y',
  'ctf_override_K_X',
  'classic_mode',
] as const satisfies readonly (keyof LivePreprocessingParams)[];

export type CtfParams = Pick<LivePreprocessingParams, (typeof ctfParamNames)[number]>;

/** The exposure stage that finds a micrograph's CTF and its defocus surface. */
export const ctfStage = {
  type: 'ctf',
  title: 'Patch CTF estimation',
  params: ctfParamNames,
  /** What is measured of each exposure; a unit of '' means a plain number. */
  attributes: [
    { name: 'average_defocus', title: 'Defocus average', unit: 'Å', decimals: 3 },
    { name: 'defocus_range', title: 'Defocus range', unit: 'Å', decimals: 0 },
    { name: 'astigmatism', title: 'Astigmatism', unit: 'Å', decimals: 2 },
    { name: 'astigmatism_angle', title: 'Astigmatism angle', unit: '°', decimals: 1 },
    { name: 'phase_shift', title: 'Phase shift', unit: '°', decimals: 1 },
    { name: 'ctf_fit_to_A', title: 'CTF fit resolution', unit: 'Å', decimals: 3 },
    { name: 'ice_thickness_rel', title: 'Relative ice thickness', unit: '', decimals: 3 },
    { name: 'df_tilt_angle', title: 'Defocus tilt angle', unit: '°', decimals: 1 },
  ],
} as const;

export type CtfAttributeName = (typeof ctfStage.attributes)[number]['name'];
