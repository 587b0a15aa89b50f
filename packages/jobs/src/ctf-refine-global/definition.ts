import { defineJob, flagParam, integerParam, numberParam, processorsOf } from '@vitreous/job-kit';
import { ctfRefineInputs, ctfRefineOutputs, ctfRefineParams } from '../ctf-refine-params.js';

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
    crg_min_res_A: numberParam('Nothing coarser is compared (Å)', 20, { gt: 0 }),
    crg_do_tilt: flagParam('Find the beam tilt', true),
    crg_do_trefoil: flagParam('Find the trefoil', true),
    crg_do_spherical: flagParam('Find the spherical aberration', true),
    crg_do_tetrafoil: flagParam('Find the tetrafoil', true),
    ...ctfRefineParams,
  },
  inputs: ctfRefineInputs,
  outputs: ctfRefineOutputs,
  resources: processorsOf('compute_num_cpus', 4),
});
