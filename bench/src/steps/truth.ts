import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tracks } from './motion-field.js';

/** What `vitreous simulate movies` writes beside its movies; only what the bench reads of it. */
export interface Truth {
  readonly folder: string;
  readonly frames: number;
  /** Rows, columns. */
  readonly size: readonly [number, number];
  readonly psize_A: number;
  readonly total_dose_e_per_A2: number;
  readonly movies: readonly MovieTruth[];
}

export interface MovieTruth {
  readonly path: string;
  readonly df1_A: number;
  readonly df2_A: number;
  readonly df_angle_rad: number;
  readonly particle_diameter_A: number;
  readonly particles: readonly { readonly x_px: number; readonly y_px: number }[];
  readonly motion: {
    /** 9 x 9 points. */
    readonly sample_points_px: readonly (readonly [x: number, y: number])[];
    /** [frame][point]. */
    readonly sample_shifts_px: readonly (readonly (readonly [x: number, y: number])[])[];
  };
}

export async function readTruth(path: string): Promise<Truth> {
  return { ...(JSON.parse(await readFile(path, 'utf8')) as Truth), folder: dirname(path) };
}

export function moviePath(truth: Truth, index: number): string {
  return join(truth.folder, truth.movies[index]?.path ?? '');
}

/** The true shifts [frame][point] and the points, as fractions of the frame, that they belong to. */
export function trueTracks(truth: Truth, movie: MovieTruth): Tracks {
  const [height, width] = truth.size;
  return {
    points: movie.motion.sample_points_px.map(([x, y]) => [x / width, y / height]),
    shifts: movie.motion.sample_shifts_px,
  };
}

/** Share of right picks and of found particles as F1: a pick is right within `radiusPx` of a particle of its own. */
export function scorePicks(
  picks: readonly (readonly [number, number])[],
  movie: MovieTruth,
  radiusPx: number,
): { f1: number; precision: number; recall: number } {
  const taken = new Set<number>();
  const pairs = picks
    .flatMap(([x, y], pick) =>
      movie.particles.map((particle, index) => ({
        pick,
        index,
        distance: Math.hypot(particle.x_px - x, particle.y_px - y),
      })),
    )
    .filter(({ distance }) => distance <= radiusPx)
    .sort((a, b) => a.distance - b.distance);
  const used = new Set<number>();
  for (const { pick, index } of pairs) {
    if (used.has(pick) || taken.has(index)) continue;
    used.add(pick);
    taken.add(index);
  }
  const precision = used.size / Math.max(1, picks.length);
  const recall = taken.size / Math.max(1, movie.particles.length);
  return { f1: (2 * precision * recall) / Math.max(1e-12, precision + recall), precision, recall };
}
