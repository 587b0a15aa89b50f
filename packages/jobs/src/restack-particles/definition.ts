import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  optionalIntegerParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';

/** Particles written anew, together. */
export const restackParticles = defineJob({
  type: 'restack_particles',
  title: 'Restack Particles',
  shorttitle: 'Restack',
  description:
    'Writes the connected particles, and no others, into few large stacks: the stacks they came from may then be cleared.',
  category: 'extraction',
  stability: 'beta',
  params: {
    batch_size: integerParam('Particles of a stack', 10_000, { ge: 1 }),
    num_particles: optionalIntegerParam('Particles written (empty: all)', { ge: 1 }),
    output_f16: flagParam('Write particles as 16-bit floats', false),
    num_threads: integerParam('Threads', 2, { ge: 1, advanced: true }),
    compute_use_ssd: flagParam('Read by way of the SSD cache', false, {
      description: 'Each image is read once: worth it where later jobs on this machine read the same stacks.',
      advanced: true,
    }),
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('blob')],
    }),
  },
  outputs: {
    particles: {
      type: 'particle',
      title: 'Restacked particles',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: 'particles',
    },
  },
  resources: processorsOf('num_threads', 2),
});
