import type { ParticleSource } from '../class2d/particle-source.js';
import type { FinishedMaps } from '../reconstruct/finish-maps.js';
import type { ParticlePoses } from '../reconstruct/insert-particles.js';
import type { RefineState } from './refine-state.js';

/** What is known of every particle after a refinement. */
export interface RefinedParticles extends ParticlePoses {
  /** 0 or 1, kept for good. */
  readonly halves: Uint8Array;
  /** Logarithm of the likelihood against that of no particle. */
  readonly scores: Float32Array;
  /** What the noise allows its angles and shifts to be off by. */
  readonly angleErrorRad: Float32Array;
  readonly shiftErrorPx: Float32Array;
}

export interface Refinement {
  readonly particles: RefinedParticles;
  readonly maps: FinishedMaps;
  readonly iterations: readonly RefineProgress[];
  /** Whether it ended by itself. */
  readonly converged: boolean;
  /** Power of the noise of a particle's transform on each ring, per pixel of the box. */
  readonly noise: Float64Array;
}

/** How far the work is, after each iteration. */
export interface RefineProgress {
  readonly iteration: number;
  /** Where the correlation of the halves through a soft sphere falls below 0.143, Å. */
  readonly resolutionA: number;
  /** Whether all views were tried, or only those about the last one. */
  readonly global: boolean;
  /** Means over particles of what changed. */
  readonly angleChangeDeg: number;
  readonly shiftChangePx: number;
}

/** Looks for the contrast transfer of particles while they are refined. */
export interface CtfFinder {
  /** The particles with what was found at their poses against half maps, as divided. */
  find(halfMaps: readonly [Float32Array, Float32Array], particles: RefinedParticles): Promise<ParticleSource>;
  /** The particles with what was found before an interruption. */
  restore(): Promise<ParticleSource>;
}

export interface RefineWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Before anything is done: fills the state from a copy, where there is one; it then goes on from there. */
  onBegin?(state: RefineState): Promise<void> | void;
  /** Asked once: when poses get no better, or one iteration is left. */
  readonly ctf?: CtfFinder | null;
  onIteration?(progress: RefineProgress, state: RefineState): Promise<void> | void;
  /** Within an iteration: how much of it is done. */
  onProgress?(iteration: number, share: number): void;
}
