import { defineInput, defineJob, required } from '@vitreous/job-kit';

/** Choosing classes, and with them their particles, by eye and by limits. */
export const select2d = defineJob({
  type: 'select_2D',
  title: 'Select 2D Classes',
  shorttitle: 'Select 2D',
  description: 'Waits while people select class averages; particles go with their classes.',
  category: 'particle_curation',
  stability: 'beta',
  tags: ['interactive'],
  interactive: true,
  lightweight: true,
  params: {},
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles with their classes',
      slots: [required('alignments2D')],
    }),
    templates: defineInput({
      type: 'template',
      title: 'Class averages',
      slots: [required('blob')],
      count_max: 1,
    }),
  },
  outputs: {
    particles_selected: chosen('particle', 'Particles of selected classes', 'particles', 'alignments2D'),
    particles_excluded: chosen('particle', 'Particles of other classes', 'particles', 'alignments2D'),
    templates_selected: chosen('template', 'Selected classes', 'templates', 'blob'),
    templates_excluded: chosen('template', 'Other classes', 'templates', 'blob'),
  },
  // People take hours: what waits must not keep others from working.
  resources: () => ({ cpu: 0, gpu: 0, ram: 0, ssd: false }),
});

function chosen<Type extends 'particle' | 'template'>(type: Type, title: string, passthrough: string, slot: string) {
  return { type, title, description: '', slots: [{ name: slot, dtype: slot }], passthrough };
}
