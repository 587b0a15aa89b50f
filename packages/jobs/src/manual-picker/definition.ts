import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  optional,
  optionalIntegerParam,
  required,
} from '@vitreous/job-kit';

/** Picking by hand. */
export const manualPicker = defineJob({
  type: 'manual_picker_v2',
  title: 'Manual Picker',
  shorttitle: 'Manual Picker',
  description: 'Waits while particles are marked on pictures of the micrographs, then cuts them out.',
  category: 'particle_picking',
  stability: 'beta',
  tags: ['interactive'],
  interactive: true,
  lightweight: true,
  params: {
    box_size_pix: integerParam('Box size at the beginning (px)', 256, { ge: 8 }),
    bin_size_pix: optionalIntegerParam('Box size after Fourier crop (empty: no crop)', { ge: 8 }),
    output_f16: flagParam('Write particles as 16-bit floats', false),
  },
  inputs: {
    micrographs: defineInput({
      type: 'exposure',
      title: 'Micrographs',
      slots: [required('micrograph_blob'), optional('mscope_params'), optional('ctf')],
    }),
    particles: defineInput({
      type: 'particle',
      title: 'Picks to begin with',
      slots: [required('location')],
      count_min: 0,
    }),
  },
  outputs: {
    micrographs: { type: 'exposure', title: 'Micrographs', description: '', slots: [], passthrough: 'micrographs' },
    particles: {
      type: 'particle',
      title: 'Particles',
      description: 'Picks, and their images where they were extracted',
      slots: [
        { name: 'blob', dtype: 'blob' },
        { name: 'ctf', dtype: 'ctf' },
        { name: 'location', dtype: 'location' },
      ],
      passthrough: null,
    },
  },
  // People take hours: what waits must not keep others from working.
  resources: () => ({ cpu: 0, gpu: 0, ram: 0, ssd: false }),
});
