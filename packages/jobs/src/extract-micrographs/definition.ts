import { defineJob, flagParam, integerParam, optionalIntegerParam } from '@vitreous/job-kit';

/** Extraction over a list of micrographs. */
export const extractMicrographs = defineJob({
  type: 'extract_micrographs_cpu_parallel',
  title: 'Extract From Micrographs (CPU)',
  shorttitle: 'Extract Mics.',
  description: 'Cuts particles out of micrographs, with the CTF at their places where it is known.',
  category: 'extraction',
  stability: 'beta',
  params: {
    box_size_pix: integerParam('Box size (px)', 256, { ge: 8 }),
    bin_size_pix: optionalIntegerParam('Box size after Fourier crop (empty: no crop)', { ge: 8 }),
    output_f16: flagParam('Write particles as 16-bit floats', false),
    compute_num_cores: integerParam('Processors', 4, { ge: 1, advanced: true }),
  },
  inputs: {
    micrographs: {
      type: 'exposure',
      title: 'Micrographs',
      description: '',
      slots: [
        { name: 'micrograph_blob', dtype: 'micrograph_blob', required: true },
        { name: 'mscope_params', dtype: 'mscope_params', required: false },
        { name: 'ctf', dtype: 'ctf', required: false },
      ],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
    particles: {
      type: 'particle',
      title: 'Picks',
      description: '',
      slots: [{ name: 'location', dtype: 'location', required: true }],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
  },
  outputs: {
    micrographs: { type: 'exposure', title: 'Micrographs', description: '', slots: [], passthrough: 'micrographs' },
    particles: {
      type: 'particle',
      title: 'Particles',
      description: '',
      slots: [
        { name: 'blob', dtype: 'blob' },
        { name: 'ctf', dtype: 'ctf' },
        { name: 'location', dtype: 'location' },
      ],
      passthrough: 'particles',
    },
  },
  resources: ({ compute_num_cores: cores }) => ({
    cpu: typeof cores === 'number' ? cores : 4,
    gpu: 0,
    ram: 1,
    ssd: false,
  }),
});
