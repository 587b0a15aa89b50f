import { createMovieStack, createRandom, type MovieStack, type Random } from '@vitreous/numerics';

/** A displacement (x, y) in pixels for a place, given as fractions of the frame, in a frame. */
export type Displacement = (x: number, y: number, frame: number) => readonly [number, number];

export interface SceneOptions {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** Mean counts of a pixel in a frame. */
  readonly counts: number;
  readonly displacement: Displacement;
  readonly seed?: number;
  /** Gain (counts times gain is even illumination); left out: 1. */
  readonly gain?: Float32Array;
  /** Overwrites counts, as a broken detector does. */
  readonly spoil?: (counts: Float32Array, random: Random) => void;
}

/**
 * A movie of dark round particles that drift as told: noisy counts of a scene that is known everywhere, so that
 * no interpolation of ours is in it.
 */
export async function filmMovingScene(options: SceneOptions): Promise<MovieStack> {
  const { frames, height, width, counts, displacement, gain } = options;
  const random = createRandom(options.seed ?? 1);
  const particles = Array.from({ length: Math.round((height * width) / 500) }, () => ({
    x: random.uniform() * width,
    y: random.uniform() * height,
    size: 2 + 2 * random.uniform(),
    depth: 0.15 + 0.25 * random.uniform(),
  }));
  const movie = createMovieStack('u8', frames, height, width);
  for (let frame = 0; frame < frames; frame++) {
    const scene = new Float32Array(height * width).fill(1);
    for (const { x, y, size, depth } of particles) {
      const [dx, dy] = displacement(x / width, y / height, frame);
      const reach = Math.ceil(4 * size);
      const [cx, cy] = [x + dx, y + dy];
      for (let py = Math.max(0, Math.floor(cy) - reach); py < Math.min(height, cy + reach); py++) {
        for (let px = Math.max(0, Math.floor(cx) - reach); px < Math.min(width, cx + reach); px++) {
          const at = py * width + px;
          const distance = (px - cx) ** 2 + (py - cy) ** 2;
          scene[at] = (scene[at] ?? 0) - depth * Math.exp(-distance / (2 * size * size));
        }
      }
    }
    const filmed = scene.map((value, i) => drawCounts((counts * Math.max(0.05, value)) / (gain?.[i] ?? 1), random));
    options.spoil?.(filmed, random);
    await movie.handle.setFrame(frame, filmed);
  }
  return movie;
}

/** Counts about `mean`, their spread that of a Poisson distribution. */
function drawCounts(mean: number, random: Random): number {
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
}

/** Root mean square distance of two fields over places and frames, each place's mean over frames taken off. */
export function fieldDistance(
  frames: number,
  places: readonly (readonly [number, number])[],
  a: Displacement,
  b: Displacement,
): number {
  let sum = 0;
  for (const [x, y] of places) {
    for (const axis of [0, 1] as const) {
      const apart = Array.from({ length: frames }, (_, t) => a(x, y, t)[axis] - b(x, y, t)[axis]);
      const mean = apart.reduce((total, value) => total + value, 0) / frames;
      sum += apart.reduce((total, value) => total + (value - mean) ** 2, 0);
    }
  }
  return Math.sqrt(sum / (places.length * frames));
}
