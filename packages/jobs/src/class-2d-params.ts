import { flagParam, integerParam, numberParam, optionalIntegerParam, optionalNumberParam } from '@vitreous/job-kit';
import { maxShiftParam } from './particle-params.js';

/** How particles are classified, all at once and as they come: the same parameters. */
export const class2dParams = {
  class2D_K: integerParam('Number of classes', 50, { ge: 1, le: 2000 }),
  class2D_max_res: numberParam('Finest resolution of class averages (Å)', 6, { gt: 0 }),
  class2D_max_res_align: optionalNumberParam('Finest resolution at which particles are compared (Å; empty: the same)', {
    gt: 0,
  }),
  class2D_min_res_align: optionalNumberParam('Coarsest resolution at which particles are compared (Å; empty: all)', {
    gt: 0,
    description: 'Leaves out what is coarser, such as micelles: 40 to 60.',
  }),
  class2D_window: flagParam('Mask class averages by a circle (else only the corners are masked)', true),
  class2D_window_inner_A: optionalNumberParam('Diameter of the circular mask (Å; empty: 85 % of the box)', { gt: 0 }),
  class2D_window_outer_A: optionalNumberParam('Diameter at which the mask ends (Å; empty: 5 pixels farther out)', {
    gt: 0,
  }),
  class2D_max_shift_A: maxShiftParam,
  class2D_recenter: flagParam('Bring classes back to the middle of their box', true),
  class2D_recenter_thresh: numberParam('Their middle is that of pixels above this share of the brightest', 0.2, {
    ge: 0,
  }),
  class2D_recenter_binary: flagParam('Each of these pixels counts alike', false),
  class2D_do_ctf: flagParam('Correct for the CTF', true),
  class2D_sigma_init_factor: numberParam('Initial classification uncertainty (times)', 1, { ge: 1, le: 1000 }),
  class2D_sigma_init_iter: integerParam('Step from which the uncertainty falls', 0, { ge: 0, advanced: true }),
  class2D_sigma_num_anneal_iters: optionalIntegerParam(
    'Steps in which the uncertainty falls to 1 (empty: half of them)',
    { ge: 1, advanced: true },
  ),
  class2D_sigma_use_white: flagParam('The same noise at all frequencies', false, { advanced: true }),
  class2D_num_full_iter: integerParam('Passes over all particles at the end', 3, { ge: 1, le: 1000 }),
  class2D_num_full_iter_batch: integerParam('Steps on mini-batches', 60, { ge: 0, le: 10_000 }),
  class2D_num_full_iter_batchsize_per_class: integerParam('Particles of a mini-batch for each class', 25, { ge: 1 }),
  class2D_remove_duplicate_particles: flagParam('Leave out particles that were picked twice', true),
  class2D_min_dist_A: numberParam('Least distance of two particles of one micrograph, when aligned (Å)', 20, { ge: 0 }),
};
