import {
  defineJob,
  integerParam,
  optionalIntegerParam,
  optionalNumberParam,
  processorsOf,
  textParam,
} from '@vitreous/job-kit';
import { volumeInput } from '../volume-slots.js';

/** Templates for picking from a map that is known already. */
export const createTemplates = defineJob({
  type: 'create_templates',
  title: 'Create Templates',
  shorttitle: 'Templates',
  description: 'Projects a volume along evenly spread directions: templates for the template picker.',
  category: 'particle_picking',
  stability: 'beta',
  params: {
    num_templates: integerParam('Number of templates, evenly spread over the views', 50, { ge: 1, le: 2000 }),
    symmetry: textParam('Symmetry of the volume: views that it makes of each other count once', 'C1'),
    lowpass_res: optionalNumberParam('Finest detail kept (Å; empty: all that the volume has)', { gt: 0 }),
    psize_A: optionalNumberParam('Pixel size of the templates (Å; empty: that of the volume)', { gt: 0 }),
    box_size_pix: optionalIntegerParam('Box of the templates (pixels; empty: the whole volume)', { ge: 16, le: 4096 }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    volume: volumeInput('Volume'),
  },
  outputs: {
    templates: {
      type: 'template',
      title: 'Templates',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: null,
    },
  },
  resources: processorsOf('compute_num_cpus', 2),
});
