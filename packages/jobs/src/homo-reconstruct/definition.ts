import { defineInput, defineJob, flagParam, optional, processorsOf, required, textParam } from '@vitreous/job-kit';
import { passParams, windowParam } from '../particle-params.js';
import { maskInput, maskOutput, poseOutput, volumeOutput } from '../volume-slots.js';

/** A map of particles whose poses are known. */
export const homoReconstruct = defineJob({
  type: 'homo_reconstruct',
  title: 'Homogeneous Reconstruction Only',
  shorttitle: 'Reconstruct',
  description: 'Makes a map of particles as they lie, without refining them, and tells the resolution.',
  category: 'refinement',
  stability: 'beta',
  params: {
    refine_symmetry: textParam('Point group (C1, C4, D7, T, O, I)', 'C1'),
    refine_window_inner_A: windowParam,
    refine_do_ctf: flagParam('Correct for the CTF', true),
    refine_gs_resplit: flagParam('Draw the halves anew, even where particles have them', false, { advanced: true }),
    ...passParams,
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles with their poses',
      slots: [required('blob'), optional('ctf'), required('alignments3D')],
    }),
    mask: maskInput('Mask of the curves (else one made of the map)'),
  },
  outputs: {
    particles: poseOutput('Particles'),
    volume: volumeOutput('Reconstructed volume'),
    mask: maskOutput('Mask of the curves'),
  },
  resources: processorsOf('compute_num_cpus', 4),
});
