import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  optionalNumberParam,
  processorsOf,
  required,
  textParam,
} from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { maxShiftParam, particleParams, windowParam } from '../particle-params.js';
import { poseOutput, volumeInput, volumeOutput } from '../volume-slots.js';

/** Most maps at a time. */
const most = 20;

/** Particles with their pose against their most likely map, and against every map. */
function sortedOutput(title: string): OutputSpec {
  const output = poseOutput(title);
  return { ...output, slots: [...output.slots, { name: 'alignments3D_multi', dtype: 'alignments3D_multi' }] };
}

/** Particles sorted among several maps. */
export const heteroRefine = defineJob({
  type: 'hetero_refine',
  title: 'Heterogeneous Refinement',
  shorttitle: 'Hetero refine',
  description: 'Sorts particles among several maps, by how likely each is, while maps and poses are refined.',
  category: 'refinement',
  stability: 'beta',
  params: {
    multirefine_K: integerParam('Number of maps: as many as volumes are connected', 2, { ge: 2, le: most }),
    multirefine_symmetry: textParam('Point group of all maps (C1, C4, D7, T, O, I)', 'C1'),
    multirefine_res_init: numberParam('The first maps are filtered to this resolution (Å)', 20, { gt: 0 }),
    multirefine_max_res: optionalNumberParam('Finest resolution of the maps (Å; empty: all that pixels hold)', {
      gt: 0,
    }),
    multirefine_window_inner_A: windowParam,
    multirefine_max_shift_A: maxShiftParam,
    multirefine_do_ctf: flagParam('Correct for the CTF', true),
    multirefine_num_max_iterations: integerParam('Most iterations', 12, { ge: 1, le: 100, advanced: true }),
    ...particleParams,
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('blob'), optional('ctf'), optional('alignments3D')],
    }),
    volume: { ...volumeInput('First maps; brought to the size of the particles'), count_min: 2, count_max: most },
  },
  outputs: {
    particles_all_classes: sortedOutput('All particles, each with its most likely map'),
  },
  moreOutputs: ({ multirefine_K: count = 2 }) => {
    const maps = Math.min(most, Math.max(2, Math.floor(Number(count)) || 2));
    const outputs: Record<string, OutputSpec> = {};
    for (let k = 0; k < maps; k++) {
      outputs[`particles_class_${k}`] = sortedOutput(`Particles of map ${k}`);
      outputs[`volume_class_${k}`] = volumeOutput(`Map ${k}`, [
        'map',
        'map_sharp',
        'map_half_A',
        'map_half_B',
        'mask_fsc',
      ]);
    }
    return outputs;
  },
  resources: processorsOf('compute_num_cpus', 4),
});
