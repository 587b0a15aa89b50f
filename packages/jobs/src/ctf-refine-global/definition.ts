import { defineJob, integerParam, processorsOf } from '@vitreous/job-kit';
import { aberrationParams, ctfRefineInputs, ctfRefineOutputs, ctfRefineParams } from '../ctf-refine-params.js';

/** Aberrations of each exposure group, from particles whose map is known. */
export const ctfRefineGlobal = defineJob({
  type: 'ctf_refine_global',
  title: 'Global CTF Refinement',
  shorttitle: 'Global CTF',
  description:
    'Finds beam tilt, trefoil, tetrafoil and spherical aberration of each exposure group, by comparing particles with their map.',
  category: 'ctf_refinement',
  stability: 'beta',
  params: {
    crg_num_iters: integerParam('Rounds; half maps are made again in between', 1, { ge: 1, le: 10 }),
    crg_num_plots: integerParam('Exposure groups that are drawn', 50, { ge: 0, advanced: true }),
    ...aberrationParams,
    ...ctfRefineParams,
  },
  inputs: ctfRefineInputs,
  outputs: ctfRefineOutputs,
  resources: processorsOf('compute_num_cpus', 4),
});
