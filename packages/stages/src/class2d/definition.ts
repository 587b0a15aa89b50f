/** What 2D classification is called; its parameters that Live sessions have too keep their names there. */
export const class2dStage = {
  type: 'class_2D_new',
  title: '2D classification',
  params: ['class2D_K', 'class2D_max_res', 'class2D_window_inner_A'],
} as const;

export interface Class2dParams {
  /** Number of classes. */
  readonly class2D_K: number;
  /** Finest resolution of class averages, Å. */
  readonly class2D_max_res: number;
  /** Finest and coarsest resolution at which particles are compared with them, Å; null for all that there is. */
  readonly class2D_max_res_align: number | null;
  readonly class2D_min_res_align: number | null;
  /** Whether averages are masked by less than the box. */
  readonly class2D_window: boolean;
  /** Diameter of the circular mask, Å; null for 85 % of the box. */
  readonly class2D_window_inner_A: number | null;
  /** Diameter at which its soft edge ends, Å; null for five pixels on each side. */
  readonly class2D_window_outer_A: number | null;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly class2D_max_shift_A: number | null;
  /** Whether classes off the middle of their box are brought back, by the pixels above a share of the brightest. */
  readonly class2D_recenter: boolean;
  readonly class2D_recenter_thresh: number;
  readonly class2D_recenter_binary: boolean;
  /** How many times less sure than the noise allows the first steps are; from which step, and in how many, it falls to 1. */
  readonly class2D_sigma_init_factor: number;
  readonly class2D_sigma_init_iter: number;
  /** Null: by half of the steps. */
  readonly class2D_sigma_num_anneal_iters: number | null;
  /** The same noise at all frequencies. */
  readonly class2D_sigma_use_white: boolean;
  /** Passes over all particles, after steps on mini-batches of so many particles for each class. */
  readonly class2D_num_full_iter: number;
  readonly class2D_num_full_iter_batch: number;
  readonly class2D_num_full_iter_batchsize_per_class: number;
  /** Of particles of one micrograph that lie closer than this, Å, when aligned, the best is kept. */
  readonly class2D_remove_duplicate_particles: boolean;
  readonly class2D_min_dist_A: number;
  readonly random_seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

/** What is usual where nothing else is said. */
export const usualClass2dParams: Omit<Class2dParams, 'class2D_K' | 'class2D_window_inner_A'> = {
  class2D_max_res: 6,
  class2D_max_res_align: null,
  class2D_min_res_align: null,
  class2D_window: true,
  class2D_window_outer_A: null,
  class2D_max_shift_A: null,
  class2D_recenter: true,
  class2D_recenter_thresh: 0.2,
  class2D_recenter_binary: false,
  class2D_sigma_init_factor: 1,
  class2D_sigma_init_iter: 0,
  class2D_sigma_num_anneal_iters: null,
  class2D_sigma_use_white: false,
  class2D_num_full_iter: 3,
  class2D_num_full_iter_batch: 60,
  class2D_num_full_iter_batchsize_per_class: 25,
  class2D_remove_duplicate_particles: false,
  class2D_min_dist_A: 20,
  random_seed: 1,
  cache_MB: 1024,
};
