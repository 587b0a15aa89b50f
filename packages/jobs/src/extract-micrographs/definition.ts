import { defineJob, flagParam, integerParam, optionalIntegerParam, type JobDefinition } from '@vitreous/job-kit';

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

const optional = (name: string): { name: string; dtype: string; required: boolean } => ({
  name,
  dtype: name,
  required: false,
});

/** What both types of extraction have in common. */
const shared: Pick<JobDefinition, 'description' | 'category' | 'stability' | 'inputs' | 'outputs'> = {
  description: 'Cuts particles out of micrographs, with the CTF at their places where it is known.',
  category: 'extraction',
  stability: 'beta',
  inputs: {
    micrographs: {
      type: 'exposure',
      title: 'Micrographs',
      description: '',
      slots: [
        { name: 'micrograph_blob', dtype: 'micrograph_blob', required: true },
        optional('mscope_params'),
        optional('ctf'),
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
      slots: [
        { name: 'location', dtype: 'location', required: true },
        optional('ctf'),
        optional('alignments2D'),
        optional('alignments3D'),
      ],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
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

const resources = (cpus: unknown, usual: number): { cpu: number; gpu: number; ram: number; ssd: boolean } => ({
  cpu: typeof cpus === 'number' ? cpus : usual,
  gpu: 0,
  ram: 1,
  ssd: false,
});

/** Extraction over a list of micrographs, as it is called where it runs on processors. */
export const extractMicrographs = defineJob({
  ...shared,
  type: 'extract_micrographs_cpu_parallel',
  title: 'Extract From Micrographs (CPU)',
  shorttitle: 'Extract Mics.',
  params: { ...common, compute_num_cores: integerParam('Processors', 4, { ge: 1, advanced: true }) },
  resources: ({ compute_num_cores: cores }) => resources(cores, 4),
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
  resources: ({ compute_num_cpus: cpus }) => resources(cpus, 2),
});

/** The parameters that both types have. */
export type ExtractJobParams = Omit<typeof extractMicrographs, 'params'> & { readonly params: typeof common };
