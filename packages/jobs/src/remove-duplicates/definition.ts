import {
  choiceParam,
  defineInput,
  defineJob,
  numberParam,
  optional,
  optionalNumberParam,
  required,
} from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';

const part = (title: string): OutputSpec => ({
  type: 'particle',
  title,
  description: '',
  slots: [],
  passthrough: 'particles',
});

/** One particle of those that are one. */
export const removeDuplicates = defineJob({
  type: 'remove_duplicate_particles',
  title: 'Remove Duplicate Particles',
  shorttitle: 'Remove Dupl.',
  description:
    'Keeps the best of particles that lie too near to each other in a micrograph, where they were picked or aligned.',
  category: 'particle_curation',
  stability: 'beta',
  lightweight: true,
  params: {
    min_dist_A: numberParam('Least distance of two particles (Å)', 20, { gt: 0 }),
    mic_psize_A: optionalNumberParam('Pixel size of the micrographs (Å; empty: what particles say)', { gt: 0 }),
    shift_key: choiceParam('Where particles lie', 'auto', ['auto', 'alignments3D', 'alignments2D', 'none'], {
      description: 'auto: moved by the shift of the 3D, or else the 2D alignment; none: where they were picked.',
    }),
    score_field: choiceParam(
      'What tells the better one',
      'ncc_score',
      [
        'ncc_score',
        'alignments3D/cross_cor',
        'alignments2D/cross_cor',
        'alignments3D/error',
        'alignments2D/error',
        'none',
      ],
      { description: 'The higher score wins, the lower error; where there is none, the particle that comes first.' },
    ),
    sym_expand_action: choiceParam('Copies of symmetry expansion', 'together', ['together', 'one'], {
      description:
        'together: copies of a particle are one thing, kept or left out with each other; one: the best copy of each particle is kept, which undoes the expansion.',
    }),
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('location'), ...['pick_stats', 'alignments2D', 'alignments3D', 'sym_expand'].map(optional)],
    }),
  },
  outputs: { particles_kept: part('Particles kept'), particles_rejected: part('Duplicates') },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
