import { defineInput, defineJob, flagParam, optional, processorsOf, required } from '@vitreous/job-kit';
import { class2dParams } from '../class-2d-params.js';
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
    ...class2dParams,
    class2D_sort_by_size: flagParam('Number classes by size, the largest first', true, {
      description: 'Else they keep their numbers while they form.',
    }),
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
