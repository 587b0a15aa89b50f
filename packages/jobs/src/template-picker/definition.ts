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

/** The template picker over a list of micrographs. */
export const templatePicker = defineJob({
  type: 'template_picker_gpu',
  title: 'Template Picker',
  shorttitle: 'Template Picker',
  description: 'Looks for particles that resemble given images, such as 2D class averages or projections of a map.',
  category: 'particle_picking',
  stability: 'beta',
  params: {
    diameter: requiredNumberParam('Particle diameter (Å)', { gt: 0 }),
    use_ctf: flagParam('See the templates through the CTF of each micrograph', true),
    lowpass_res_template: numberParam('Low-pass of the templates (Å)', 20, { gt: 0 }),
    lowpass_res: numberParam('Low-pass of the micrograph (Å)', 20, { gt: 0 }),
    angular_spacing_deg: numberParam('Angle between turned templates (°)', 5, { gt: 0 }),
    min_distance: numberParam('Least distance between picks (diameters)', 0.5, { gt: 0 }),
    num_process: optionalIntegerParam('Micrographs picked (empty: all)', { ge: 1 }),
    num_plot: integerParam('Micrographs shown', 10, { ge: 0 }),
    max_num_hits: integerParam('Most picks of a micrograph', 4000, { ge: 1 }),
    compute_num_gpus: integerParam('GPUs (none is used: the work is done on processors)', 0, { ge: 0, advanced: true }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    micrographs: defineInput({
      type: 'exposure',
      title: 'Micrographs',
      slots: [required('micrograph_blob'), optional('mscope_params'), optional('ctf')],
    }),
    templates: defineInput({
      type: 'template',
      title: 'Templates',
      slots: [required('blob')],
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
