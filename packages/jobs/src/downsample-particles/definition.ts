import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  optional,
  optionalIntegerParam,
  optionalNumberParam,
  processorsOf,
  required,
} from '@vitreous/job-kit';

/** Particles in smaller boxes, of larger pixels. */
export const downsampleParticles = defineJob({
  type: 'downsample_particles',
  title: 'Downsample Particles',
  shorttitle: 'Downsample',
  description: 'Cuts or pads the boxes of particles, and crops their Fourier transforms to larger pixels.',
  category: 'extraction',
  stability: 'beta',
  params: {
    crop_size_pix: optionalIntegerParam('Cut or pad to this box first (px; empty: as it is)', { ge: 8, le: 4096 }),
    bin_size_pix: optionalIntegerParam('Fourier-crop to this box (px)', { ge: 8, le: 4096 }),
    psize_A: optionalNumberParam('Or to about this pixel size (Å)', { gt: 0 }),
    recenter_using_shifts: flagParam('Centre boxes on aligned particles', false, {
      description: 'By the shifts of the 3D, or else the 2D alignment, in whole pixels; the rest stays as the shift.',
    }),
    batch_size: integerParam('Particles of a stack', 10_000, { ge: 1, advanced: true }),
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
      slots: [required('blob'), optional('alignments2D'), optional('alignments3D')],
    }),
  },
  outputs: {
    particles: {
      type: 'particle',
      title: 'Downsampled particles',
      description: '',
      slots: ['blob', 'alignments2D', 'alignments3D'].map((name) => ({ name, dtype: name })),
      passthrough: 'particles',
    },
  },
  resources: processorsOf('num_threads', 2),
});
