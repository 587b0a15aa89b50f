import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  optionalIntegerParam,
  processorsOf,
  required,
  requiredNumberParam,
} from '@vitreous/job-kit';

/** The blob picker over a list of micrographs. */
export const blobPicker = defineJob({
  type: 'blob_picker_gpu',
  title: 'Blob Picker',
  shorttitle: 'Blob Picker',
  description: 'Looks for round or oval particles of given diameters.',
  category: 'particle_picking',
  stability: 'beta',
  params: {
    diameter: requiredNumberParam('Least particle diameter (Å)', { gt: 0 }),
    diameter_max: requiredNumberParam('Greatest particle diameter (Å)', { gt: 0 }),
    use_circle: flagParam('Look for discs', true),
    use_ellipse: flagParam('Look for ellipses', false),
    use_ring: flagParam('Look for rings', false),
    lowpass_res_template: numberParam('Low-pass of the blob (Å)', 20, { gt: 0 }),
    lowpass_res: numberParam('Low-pass of the micrograph (Å)', 20, { gt: 0 }),
    angular_spacing_deg: numberParam('Angle between turned ellipses (°)', 5, { gt: 0 }),
    min_distance: numberParam('Least distance between picks (least diameters)', 1, { gt: 0 }),
    num_process: optionalIntegerParam('Micrographs picked (empty: all)', { ge: 1 }),
    num_plot: integerParam('Micrographs shown', 10, { ge: 0 }),
    max_num_hits: integerParam('Most picks of a micrograph', 4000, { ge: 1 }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    micrographs: defineInput({
      type: 'exposure',
      title: 'Micrographs',
      slots: [required('micrograph_blob'), optional('mscope_params')],
    }),
  },
  outputs: {
    micrographs: { type: 'exposure', title: 'Micrographs', description: '', slots: [], passthrough: 'micrographs' },
    particles: {
      type: 'particle',
      title: 'Picks',
      description: '',
      slots: [
        { name: 'location', dtype: 'location' },
        { name: 'pick_stats', dtype: 'pick_stats' },
      ],
      passthrough: null,
    },
  },
  resources: processorsOf('compute_num_cpus', 2),
});
