import { defineInput, defineJob, optional, required, textParam } from '@vitreous/job-kit';

/** What particles have besides their images: all of it goes with each copy. */
const slots = ['blob', 'ctf', 'location', 'pick_stats', 'alignments2D', 'alignments3D'] as const;

/** Each particle once for each rotation of a group. */
export const symmetryExpansion = defineJob({
  type: 'symmetry_expansion',
  title: 'Symmetry Expansion',
  shorttitle: 'Sym. Expand',
  description:
    'Repeats each particle under every rotation of a point group, so that its parts can be looked at one by one. Half sets stay together.',
  category: 'utilities',
  stability: 'beta',
  tags: ['utility'],
  lightweight: true,
  params: { sym_symmetry: textParam('Point group (C4, D7, T, O, I)', 'C1') },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles with their poses',
      slots: slots.map((name) => (name === 'alignments3D' ? required(name) : optional(name))),
    }),
  },
  outputs: {
    particles: {
      type: 'particle',
      title: 'Copies of the particles',
      description: '',
      slots: [...slots, 'sym_expand'].map((name) => ({ name, dtype: name })),
      passthrough: null,
    },
  },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
