import {
  choiceParam,
  defineInput,
  defineJob,
  flagParam,
  optional,
  integerParam,
  processorsOf,
  required,
  textParam,
} from '@vitreous/job-kit';
import { windowParam } from '../particle-params.js';
import {
  mapsInput,
  maskInput,
  maskOutput,
  poseOutput,
  refinedSlots,
  volumeInput,
  volumeOutput,
} from '../volume-slots.js';

/** Maps brought onto each other, or onto axes of symmetry. */
export const align3d = defineJob({
  type: 'align_3D',
  title: 'Align 3D Maps',
  shorttitle: 'Align 3D',
  description:
    'Turns and shifts a volume onto another one, or onto the axes of a point group, and takes its particles along. All maps of the volume move together.',
  category: 'utilities',
  stability: 'beta',
  params: {
    align_to: choiceParam('Onto what', 'reference', ['reference', 'symmetry'], {
      description: 'reference: the map connected to volume_ref; symmetry: the axes of the point group.',
    }),
    symmetry: textParam('Point group whose axes are sought (C4, D7, T, O, I)', 'C1'),
    search_hands: flagParam('Try the other hand too', false),
    window_inner_A: windowParam,
    align_map: choiceParam('Which map is looked at', 'map', ['map', 'map_sharp', 'map_half_A']),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {
    volume: mapsInput('Volume to be aligned', []),
    volume_ref: { ...volumeInput('Reference'), count_min: 0 },
    mask: maskInput('Mask of the volume: moves along'),
    particles: defineInput({
      type: 'particle',
      title: 'Particles of the volume: their poses go along',
      slots: [required('alignments3D'), optional('blob')],
      count_min: 0,
    }),
  },
  outputs: {
    volume: volumeOutput('Aligned volume', refinedSlots),
    mask: maskOutput('Aligned mask'),
    particles: poseOutput('Particles with their poses against the aligned volume'),
  },
  resources: processorsOf('compute_num_cpus', 2),
});
