/** What 2D classification is called; its parameters that Live sessions have too keep their names there. */
export const class2dStage = {
  type: 'class_2D_new',
  title: '2D classification',
  params: ['class2D_K', 'class2D_max_res', 'class2D_window_inner_A'],
} as const;

export interface Class2dParams {
  /** Number of classes. */
  readonly class2D_K: number;
  /** Finest resolution looked at, Å. */
  readonly class2D_max_res: number;
  /** Diameter of the circular mask, Å; null for 85 % of the box. */
  readonly class2D_window_inner_A: number | null;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  readonly seed: number;
  /** Steps on mini-batches, then passes over all particles. */
  readonly online_iterations: number;
  readonly full_iterations: number;
  /** Particles of a mini-batch for each class. */
  readonly batch_per_class: number;
  /** How many times less sure than the noise allows the first step is. */
  readonly uncertainty: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}
