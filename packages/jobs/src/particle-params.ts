import { flagParam, integerParam, optionalNumberParam } from '@vitreous/job-kit';

/** What jobs that go over all particles have in common. */
export const passParams = {
  random_seed: integerParam('Random seed', 1, { advanced: true }),
  compute_use_ssd: flagParam('Read particles from the SSD cache, where this machine has one', true, {
    advanced: true,
  }),
  compute_num_gpus: integerParam('GPUs (none is used: the work is done on processors)', 0, { ge: 0, advanced: true }),
  compute_num_cpus: integerParam('Processors (0: shares those of others)', 4, { ge: 0, advanced: true }),
};

/** And those that go over them again and again. */
export const particleParams = {
  cache_MB: integerParam('Memory for particles; others are read again (MB)', 1024, { ge: 0, advanced: true }),
  ...passParams,
};

/** The ball that poses are looked for through. */
export const windowParam = optionalNumberParam(
  'Diameter of the ball that holds the particle (Å; empty: 85 % of the box)',
  { gt: 0 },
);

export const maxShiftParam = optionalNumberParam(
  'Farthest a particle lies from the middle of its box (Å; empty: box / 16)',
  { ge: 0 },
);
