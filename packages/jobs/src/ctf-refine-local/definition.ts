import { defineJob, integerParam, optionalNumberParam, processorsOf } from '@vitreous/job-kit';
import { ctfRefineInputs, ctfRefineOutputs, ctfRefineParams, defocusParams } from '../ctf-refine-params.js';

/** The defocus of each particle, from the map that it is a view of. */
export const ctfRefineLocal = defineJob({
  type: 'ctf_refine_local',
  title: 'Local CTF Refinement',
  shorttitle: 'Local CTF',
  description: 'Finds the defocus of each particle by comparing it with its map; astigmatism stays as it is.',
  category: 'ctf_refinement',
  stability: 'beta',
  params: {
    ...defocusParams,
    crl_max_res_A: optionalNumberParam('Nothing finer is compared (Å; empty: as far as the halves agree)', {
      gt: 0,
      advanced: true,
    }),
    num_iters: integerParam('Rounds; half maps are made again in between', 1, { ge: 1, le: 10, advanced: true }),
    ...ctfRefineParams,
  },
  inputs: ctfRefineInputs,
  outputs: ctfRefineOutputs,
  resources: processorsOf('compute_num_cpus', 4),
});
