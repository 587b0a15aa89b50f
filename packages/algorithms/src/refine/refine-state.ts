import type { RefinedParticles, RefineProgress } from './refinement.js';

/** One half of the particles and what is known from it alone. */
export interface Half {
  readonly particles: readonly number[];
  /** boxPx³ voxels. */
  map: Float32Array;
  /** Power of the noise on each ring. */
  noise: Float64Array;
}

/** All that an iteration leaves to the next: who keeps a copy of it can go on from there. */
export interface RefineState {
  readonly particles: RefinedParticles;
  readonly halves: readonly [Half, Half];
  /** What was done so far; none: nothing is known yet. */
  iterations: RefineProgress[];
  /** The shell up to which the halves agree. */
  reached: number;
  /** Iterations in a row that brought no finer resolution. */
  stalled: number;
  /** Part of the particles that the last search over all views has moved to another one. */
  movedShare: number;
  converged: boolean;
  /** Whether the contrast transfer of particles was looked for. */
  ctfFound: boolean;
}

/** A state before the first iteration, its arrays as long as they will ever be. */
export function emptyState(
  halves: Uint8Array,
  { boxPx, rings, reached }: { boxPx: number; rings: number; reached: number },
): RefineState {
  const count = halves.length;
  const half = (which: number): Half => ({
    particles: Array.from({ length: count }, (_, i) => i).filter((particle) => halves[particle] === which),
    map: new Float32Array(boxPx ** 3),
    noise: new Float64Array(rings),
  });
  return {
    particles: {
      rotations: new Float32Array(9 * count),
      shiftsPx: new Float32Array(2 * count),
      scales: new Float32Array(count).fill(1),
      halves,
      scores: new Float32Array(count),
      angleErrorRad: new Float32Array(count),
      shiftErrorPx: new Float32Array(count),
    },
    halves: [half(0), half(1)],
    iterations: [],
    reached,
    stalled: 0,
    movedShare: 1,
    converged: false,
    ctfFound: false,
  };
}
