import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  optionalIntegerParam,
  optionalNumberParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';

/** The motion stage over a list of movies. */
export const patchMotion = defineJob({
  type: 'patch_motion_correction_multi',
  title: 'Patch Motion Correction',
  shorttitle: 'Patch Motion',
  description: 'Finds and undoes whole-frame and local motion, weights by dose, writes micrographs.',
  category: 'motion_correction',
  stability: 'beta',
  params: {
    res_max_align: numberParam('Finest resolution used to align frames (Å)', 5, { gt: 0 }),
    bfactor: numberParam('B-factor applied before aligning (Å²)', 500, { ge: 0 }),
    frame_start: integerParam('First frame used', 0, { ge: 0 }),
    frame_end: optionalIntegerParam('First frame no longer used', { ge: 1 }),
    output_fcrop_factor: numberParam('Fourier crop of the micrograph (1, 0.75, 0.5, 0.25)', 1, { gt: 0, le: 1 }),
    override_total_exp: optionalNumberParam('Total exposure, overriding what was imported (e/Å²)', { gt: 0 }),
    smooth_lambda_cal: optionalNumberParam('Smoothness of trajectories (empty: as usual)', { gt: 0, advanced: true }),
    override_K_Z: optionalIntegerParam('Spline knots over time', { ge: 1, advanced: true }),
    override_K_Y: optionalIntegerParam('Spline knots over y', { ge: 1, advanced: true }),
    override_K_X: optionalIntegerParam('Spline knots over x', { ge: 1, advanced: true }),
    output_f16: flagParam('Write micrographs as 16-bit floats', false),
    compute_num_gpus: integerParam('GPUs (none is used: the work is done on processors)', 0, { ge: 0, advanced: true }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    movies: defineInput({
      type: 'exposure',
      title: 'Movies',
      slots: [required('movie_blob'), required('mscope_params'), optional('gain_ref_blob')],
    }),
  },
  outputs: {
    micrographs: {
      type: 'exposure',
      title: 'Micrographs',
      description: '',
      slots: [
        { name: 'micrograph_blob', dtype: 'micrograph_blob' },
        { name: 'micrograph_blob_non_dw', dtype: 'micrograph_blob' },
        { name: 'background_blob', dtype: 'stat_blob' },
        { name: 'rigid_motion', dtype: 'motion' },
        { name: 'spline_motion', dtype: 'motion' },
      ],
      passthrough: 'movies',
    },
  },
  resources: processorsOf('compute_num_cpus', 2),
});
