import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  optionalNumberParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';
import { particleParams } from '../particle-params.js';

/** 2D classification of particles, all at once. */
export const class2d = defineJob({
  type: 'class_2D_new',
  title: '2D Classification',
  shorttitle: '2D Class.',
  description: 'Sorts particles into classes of like views and averages each.',
  category: 'particle_curation',
  stability: 'beta',
  params: {
    class2D_K: integerParam('Number of classes', 50, { ge: 1, le: 2000 }),
    class2D_max_res: numberParam('Finest resolution looked at (Å)', 6, { gt: 0 }),
    class2D_window_inner_A: optionalNumberParam('Diameter of the circular mask (Å; empty: 85 % of the box)', { gt: 0 }),
    class2D_max_shift_A: optionalNumberParam(
      'Farthest a particle lies from the middle of its box (Å; empty: box / 16)',
      {
        ge: 0,
      },
    ),
    class2D_do_ctf: flagParam('Correct for the CTF', true),
    class2D_sigma_init_factor: numberParam('Initial classification uncertainty (times)', 1, { ge: 1, le: 1000 }),
    class2D_num_full_iter: integerParam('Passes over all particles at the end', 3, { ge: 1, le: 1000 }),
    class2D_num_full_iter_batch: integerParam('Steps on mini-batches', 60, { ge: 0, le: 10_000 }),
    class2D_num_full_iter_batchsize_per_class: integerParam('Particles of a mini-batch for each class', 25, { ge: 1 }),
    ...particleParams,
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('blob'), optional('ctf')],
    }),
  },
  outputs: {
    particles: {
      type: 'particle',
      title: 'Particles with their classes',
      description: '',
      slots: [{ name: 'alignments2D', dtype: 'alignments2D' }],
      passthrough: 'particles',
    },
    class_averages: {
      type: 'template',
      title: 'Class averages',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: null,
    },
  },
  resources: processorsOf('compute_num_cpus', 4),
});
