import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  processorsOf,
  required,
  textParam,
} from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { aberrationParams, defocusParams } from '../ctf-refine-params.js';
import { maxShiftParam, particleParams, windowParam } from '../particle-params.js';
import { maskInput, maskOutput, poseOutput, volumeInput, volumeOutput } from '../volume-slots.js';

/** Poses of particles and a map with its resolution, from a first map. */
export const homoRefine = defineJob({
  type: 'homo_refine_new',
  title: 'Homogeneous Refinement',
  shorttitle: 'Refine',
  description: 'Refines the poses of particles against a map, two halves apart, and tells the resolution.',
  category: 'refinement',
  stability: 'beta',
  params: {
    refine_symmetry: textParam('Point group (C1, C4, D7, T, O, I)', 'C1'),
    refine_symmetry_do_align: flagParam(
      'Turn the first map (and the mask) onto the axes of the group first (else they are taken to lie on them)',
      false,
    ),
    refine_res_init: numberParam('The first map is filtered to this resolution (Å)', 30, { gt: 0 }),
    refine_window_inner_A: windowParam,
    refine_max_shift_A: maxShiftParam,
    refine_scale_min: flagParam('Each particle has a strength of its own', false),
    refine_do_ctf: flagParam('Correct for the CTF', true),
    refine_gs_resplit: flagParam('Draw the halves anew, even where particles have them', false, { advanced: true }),
    refine_ctf_global_refine: flagParam('Find aberrations of exposure groups once poses get no better', false),
    ...aberrationParams,
    refine_defocus_refine: flagParam('Find the defocus of each particle once poses get no better', false),
    ...defocusParams,
    refine_num_max_iterations: integerParam('Most iterations', 15, { ge: 1, le: 100, advanced: true }),
    ...particleParams,
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('blob'), optional('ctf'), optional('alignments3D')],
    }),
    volume: volumeInput('First map; brought to the size of the particles'),
    mask: maskInput('Mask of the reference and of the curves (else a ball, and a mask made of the map)'),
  },
  outputs: {
    particles: poseOutput('Particles with their poses'),
    volume: volumeOutput('Refined volume'),
    mask: maskOutput('Mask of the curves'),
  },
  moreOutputs: ({ refine_ctf_global_refine, refine_defocus_refine }): Readonly<Record<string, OutputSpec>> => {
    if (refine_ctf_global_refine !== true && refine_defocus_refine !== true) return {};
    const { slots, ...particles } = poseOutput('Particles with their poses and the refined CTF');
    return { particles: { ...particles, slots: [...slots, { name: 'ctf', dtype: 'ctf' }] } };
  },
  resources: processorsOf('compute_num_cpus', 4),
});
