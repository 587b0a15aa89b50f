import type { Stack } from '@vitreous/numerics';
import type { ClassSums } from './class-sums.js';

/** What is known of every particle. */
export interface ParticleClasses {
  /** Class, -1 before the particle was looked at. */
  readonly classes: Int32Array;
  /** By how much the particle is turned against its class average, from x towards y. */
  readonly angleRad: Float32Array;
  /** Where its middle lies from the centre of the box, (particles, 2), x first. */
  readonly shiftPx: Float32Array;
  /** Of its class. */
  readonly probability: Float32Array;
  /** 1 / sum of squared probabilities: how many classes it is spread over. */
  readonly classEss: Float32Array;
  /** Logarithm of the likelihood against that of no particle. */
  readonly score: Float32Array;
}

/** One class, as a table of classes shows it. */
export interface ClassRow {
  readonly count: number;
  /** Where the correlation of its two halves falls below 0.5, Å. */
  readonly resolutionA: number;
  /** Means over its particles. */
  readonly meanProbability: number;
  readonly classEss: number;
}

export interface Classification {
  readonly particles: ParticleClasses;
  readonly averages: Stack;
  readonly rows: readonly ClassRow[];
  /** Correlation of the halves of each class, ring by ring. */
  readonly correlations: readonly Float64Array[];
  /** Power of the noise of a particle's transform on each ring, per pixel of the box. */
  readonly noise: Float64Array;
}

export type ClassOrder = 'kept' | 'by size';

/** How far the work is, after each step. */
export interface Class2dProgress {
  readonly step: number;
  readonly steps: number;
  readonly resolutionA: number;
  readonly meanProbability: number;
  readonly classEss: number;
  /** Classes with at least a tenth of an even share. */
  readonly used: number;
}

/** Everything that the next step depends on. */
export interface Class2dState {
  /** Steps done. */
  step: number;
  particles: ParticleClasses;
  readonly sums: ClassSums;
  /** Angular orders, (classes, 2, orders). */
  references: Float32Array;
  /** Those of either half of the particles. */
  readonly halves: readonly [Float32Array, Float32Array];
  noise: Float64Array;
  correlations: readonly Float64Array[];
}

export interface Class2dWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Classes by size, the largest first, or numbered as they were made. */
  readonly order?: ClassOrder;
  /** Called before the first step; may put back the state of an earlier run with the same particles and settings. */
  onBegin?(state: Class2dState): Promise<void> | void;
  /** Called after each step; what it does with the state (a copy on disk, a picture) ends before the next begins. */
  onStep(progress: Class2dProgress, state: Class2dState, describe: () => Promise<Classification>): Promise<void> | void;
}

/** What is known of `count` particles that nothing is known of. */
export function noParticles(count: number): ParticleClasses {
  return {
    classes: new Int32Array(count).fill(-1),
    angleRad: new Float32Array(count),
    shiftPx: new Float32Array(2 * count),
    probability: new Float32Array(count),
    classEss: new Float32Array(count),
    score: new Float32Array(count),
  };
}
