import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  type JobDefinition,
  optional,
  optionalIntegerParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';

const common = {
  box_size_pix: integerParam('Box size (px)', 256, { ge: 8 }),
  bin_size_pix: optionalIntegerParam('Box size after Fourier crop (empty: no crop)', { ge: 8 }),
  output_f16: flagParam('Write particles as 16-bit floats', false),
  recenter_using_shifts: flagParam('Centre boxes on aligned particles', true, {
    description:
      'Where the particles have been aligned (3D, or else 2D), the box moves to where they were found to lie.',
  }),
  force_reextract_CTF: flagParam('Take the CTF of the micrographs even where particles have one', false),
  num_extract: optionalIntegerParam('Micrographs extracted from (empty: all)', { ge: 1 }),
} as const;

/** What both types of extraction have in common. */
const shared: Pick<JobDefinition, 'description' | 'category' | 'stability' | 'inputs' | 'outputs'> = {
  description: 'Cuts particles out of micrographs, with the CTF at their places where it is known.',
  category: 'extraction',
  stability: 'beta',
  inputs: {
    micrographs: defineInput({
      type: 'exposure',
      title: 'Micrographs',
      slots: [required('micrograph_blob'), optional('mscope_params'), optional('ctf')],
    }),
    particles: defineInput({
      type: 'particle',
      title: 'Picks',
      slots: [required('location'), optional('ctf'), optional('alignments2D'), optional('alignments3D')],
    }),
  },
  outputs: {
    micrographs: { type: 'exposure', title: 'Micrographs', description: '', slots: [], passthrough: 'micrographs' },
    micrographs_incomplete: {
      type: 'exposure',
      title: 'Micrographs that failed',
      description: '',
      slots: [],
      passthrough: 'micrographs',
    },
    particles: {
      type: 'particle',
      title: 'Particles',
      description: '',
      slots: ['blob', 'ctf', 'location', 'alignments2D', 'alignments3D'].map((name) => ({ name, dtype: name })),
      passthrough: 'particles',
    },
  },
};

/** Extraction over a list of micrographs, as it is called where it runs on processors. */
export const extractMicrographs = defineJob({
  ...shared,
  type: 'extract_micrographs_cpu_parallel',
  title: 'Extract From Micrographs (CPU)',
  shorttitle: 'Extract Mics.',
  params: { ...common, compute_num_cores: integerParam('Processors', 4, { ge: 1, advanced: true }) },
  resources: processorsOf('compute_num_cores', 4),
});

/** The same work, as it is called where it may run on GPUs. */
export const extractMicrographsMulti = defineJob({
  ...shared,
  type: 'extract_micrographs_multi',
  title: 'Extract From Micrographs',
  shorttitle: 'Extract Mics.',
  params: {
    ...common,
    compute_num_gpus: integerParam('GPUs (none is used: the work is done on processors)', 0, { ge: 0, advanced: true }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  resources: processorsOf('compute_num_cpus', 2),
});

/** The parameters that both types have. */
export type ExtractJobParams = Omit<typeof extractMicrographs, 'params'> & { readonly params: typeof common };
