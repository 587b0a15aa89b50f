import type { SliceSums } from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';
import type { Matrix3 } from '../rotation.js';
import { splitGroup } from '../symmetry/split-group.js';

/** Where every particle lies against the map. */
export interface ParticlePoses {
  /** (particles, 9): r_image = rotation r_map. */
  readonly rotations: Float32Array;
  /** Where the particle's middle lies from the centre of its box, (particles, 2), x first. */
  readonly shiftsPx: Float32Array;
  /** Strength of the signal. */
  readonly scales: Float32Array;
}

/** Particles inserted in one call: bounds memory, and how long an abort waits. */
const piece = 256;

/** Fills sums that are empty with the given particles, each under every rotation of the group. */
export async function insertParticles(
  sums: SliceSums,
  particles: readonly number[],
  given: {
    source: Pick<ParticleSource, 'aberration' | 'pixelSizeA'>;
    /** Normalised images of particles. */
    images: (particles: readonly number[]) => Promise<Float32Array>;
    poses: ParticlePoses;
    /** At radii 0 .. rings. */
    inverseNoise: Float32Array;
    /** For how much of a particle each counts, 0 to 1; all of each where there are none. */
    weights?: Float32Array;
    group: readonly Matrix3[];
  },
  { threads, signal }: { threads: number; signal: AbortSignal },
): Promise<void> {
  const { source, poses } = given;
  const { cosets, aboutZ, onGrid } = splitGroup(given.group);
  const inserted = Float32Array.from(cosets.flat());
  // All of the box: defocus carries the finest detail farthest from the particle.
  const window = new Float32Array(sums.boxPx ** 2).fill(1);
  for (let first = 0; first < particles.length; first += piece) {
    signal.throwIfAborted();
    const chosen = particles.slice(first, first + piece);
    await sums.insert(
      {
        images: await given.images(chosen),
        window,
        aberrations: chosen.map((particle) => source.aberration(particle)),
        pixelSizeA: source.pixelSizeA,
        rotations: gather(poses.rotations, chosen, 9),
        shiftsPx: gather(poses.shiftsPx, chosen, 2),
        scales: gather(poses.scales, chosen, 1),
        inverseNoise: weighted(given.inverseNoise, chosen, given.weights),
      },
      inserted,
      { threads },
    );
  }
  for (const turns of [aboutZ, onGrid]) {
    if (turns.length > 1) await sums.symmetrise(Float32Array.from(turns.flat()), { threads });
  }
}

/** One row for all, or one for each particle, times its weight. */
function weighted(row: Float32Array, chosen: readonly number[], weights: Float32Array | undefined): Float32Array {
  if (weights === undefined) return row;
  const rows = new Float32Array(chosen.length * row.length);
  chosen.forEach((particle, i) => {
    rows.set(
      row.map((value) => value * (weights[particle] ?? 0)),
      i * row.length,
    );
  });
  return rows;
}

/** Rows of `width` values of an array. */
export function gather(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return taken;
}
