/** What is known of every particle against every map. */
export interface SortedParticles {
  readonly classes: number;
  /** 0 or 1, kept for good. */
  readonly halves: Uint8Array;
  /** The probability of each class: (particles, classes). */
  readonly posteriors: Float32Array;
  /** The best pose against each map: (particles, classes, 9) and (particles, classes, 2). */
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
  /** Logarithm of the likelihood against that of no particle: (particles, classes). */
  readonly scores: Float32Array;
}

export interface HeteroProgress {
  readonly iteration: number;
  /** Finest resolution that particles were compared at, Å. */
  readonly resolutionA: number;
  /** Part of the particles whose most likely class is another one than before. */
  readonly movedShare: number;
  /** Shares of the classes. */
  readonly shares: readonly number[];
}

/** All that an iteration leaves to the next: who keeps a copy of it can go on from there. */
export interface HeteroState {
  readonly particles: SortedParticles;
  /** References, boxPx³ voxels each. */
  maps: Float32Array[];
  /** Power of the noise on each ring. */
  noise: Float64Array;
  iterations: HeteroProgress[];
  /** The shell up to which particles are compared next. */
  reached: number;
  /** Iterations in a row in which little changed. */
  settled: number;
}

export function emptyHeteroState(
  halves: Uint8Array,
  { classes, boxPx, rings, reached }: { classes: number; boxPx: number; rings: number; reached: number },
): HeteroState {
  const cells = halves.length * classes;
  return {
    particles: {
      classes,
      halves,
      posteriors: new Float32Array(cells).fill(1 / classes),
      rotations: new Float32Array(9 * cells),
      shiftsPx: new Float32Array(2 * cells),
      scores: new Float32Array(cells),
    },
    maps: Array.from({ length: classes }, () => new Float32Array(boxPx ** 3)),
    noise: new Float64Array(rings),
    iterations: [],
    reached,
    settled: 0,
  };
}

/** The most likely class of each particle. */
export function bestClasses({ classes, halves, posteriors }: SortedParticles): Uint32Array {
  return Uint32Array.from(halves, (_, particle) => {
    const own = posteriors.subarray(particle * classes, (particle + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

/** The part of all particles that each class holds, by probability. */
export function classShares({ classes, halves, posteriors }: SortedParticles): number[] {
  const shares = new Array<number>(classes).fill(0);
  posteriors.forEach((value, i) => (shares[i % classes] = (shares[i % classes] ?? 0) + value / halves.length));
  return shares;
}
