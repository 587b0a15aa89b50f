/** All that a step on a mini-batch leaves to the next: who keeps a copy of it can go on from there. */
export interface AbinitState {
  /** Steps that are done. */
  step: number;
  /** One for each class, filtered and masked, on the coarse grid. */
  readonly maps: Float32Array[];
  /** Shells on which the halves of the first map agree to 0.5. */
  agreed: number;
  /** Power of the noise on each ring. */
  readonly noise: Float64Array;
  /** How many particles each class has gathered, those of earlier steps faded. */
  readonly counts: Float64Array;
  /** Particles that have their turn next, -1 after the last of them. */
  readonly order: Int32Array;
  /** Class of each particle, -1 where it was never drawn; its pose and shift on the coarse grid. */
  readonly classes: Int32Array;
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
  /** Mean certainty and likelihood of the particles of each step, as `AbinitStep` has them. */
  readonly certainties: Float64Array;
  readonly scores: Float64Array;
  /** Likelihood that each start had come to when they were compared; 0 where there was one only. */
  readonly starts: Float64Array;
  /** What the sums of both halves of each class hold. Filled for copies; the sums themselves are the kernel's. */
  readonly sums: Float32Array[];
}

export function emptyAbinitState(
  count: number,
  size: { classes: number; boxPx: number; rings: number; nodes: number; steps: number; starts: number },
): AbinitState {
  const { classes, boxPx, rings, nodes, steps, starts } = size;
  return {
    step: 0,
    maps: Array.from({ length: classes }, () => new Float32Array(boxPx ** 3)),
    agreed: 0,
    noise: new Float64Array(rings),
    counts: new Float64Array(classes),
    order: new Int32Array(count).fill(-1),
    classes: new Int32Array(count).fill(-1),
    rotations: new Float32Array(9 * count),
    shiftsPx: new Float32Array(2 * count),
    certainties: new Float64Array(2 * steps),
    scores: new Float64Array(2 * steps),
    starts: new Float64Array(starts),
    sums: Array.from({ length: 2 * classes }, () => new Float32Array(nodes)),
  };
}
