import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optionalIntegerParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';

/** The CTF stage over a list of micrographs. */
export const patchCtf = defineJob({
  type: 'patch_ctf_estimation_multi',
  title: 'Patch CTF Estimation',
  shorttitle: 'Patch CTF',
  description: 'Fits the CTF of each micrograph and its defocus surface.',
  category: 'ctf_estimation',
  stability: 'beta',
  params: {
    amp_contrast: numberParam('Amplitude contrast', 0.1, { ge: 0, le: 1 }),
    res_min_align: numberParam('Coarsest resolution fitted (Å)', 25, { gt: 0 }),
    res_max_align: numberParam('Finest resolution fitted (Å)', 4, { gt: 0 }),
    df_search_min: numberParam('Least defocus searched (Å)', 1000),
    df_search_max: numberParam('Greatest defocus searched (Å)', 40_000),
    do_phase_shift_search_refine: flagParam('Search and refine the phase shift', false),
    phase_shift_min: numberParam('Least phase shift searched (rad)', 0),
    phase_shift_max: numberParam('Greatest phase shift searched (rad)', Math.PI),
    do_phase_shift_refine_only: flagParam('Refine the phase shift without a search', false),
    override_K_Y: optionalIntegerParam('Defocus surface knots over y', { ge: 1, advanced: true }),
    override_K_X: optionalIntegerParam('Defocus surface knots over x', { ge: 1, advanced: true }),
    classic_mode: flagParam('One flat defocus instead of a surface', false),
    compute_num_gpus: integerParam('GPUs (none is used: the work is done on processors)', 0, { ge: 0, advanced: true }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    exposures: defineInput({
      type: 'exposure',
      title: 'Exposures',
      slots: [
        required('micrograph_blob'),
        required('mscope_params'),
        { name: 'micrograph_blob_non_dw', dtype: 'micrograph_blob', required: false },
      ],
    }),
  },
  outputs: {
    exposures: {
      type: 'exposure',
      title: 'Exposures with CTF',
      description: '',
      slots: [
        { name: 'ctf', dtype: 'ctf' },
        { name: 'ctf_stats', dtype: 'ctf_stats' },
      ],
      passthrough: 'exposures',
    },
  },
  resources: processorsOf('compute_num_cpus', 2),
});
