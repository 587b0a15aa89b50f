import { createImage, createRandom, type Image, type Random, type Stack } from '@vitreous/numerics';

/** Where a particle was put, px, and how it was turned. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly angleRad: number;
}

/**
 * White noise of deviation 1 around 100, with particles `depth` deep (darker) at random places `gapPx` apart: what
 * pickers are tested on. `shape(u, v)` is the particle around its centre, px, 0 to 1.
 */
export function drawMicrograph(choice: {
  height: number;
  width: number;
  count: number;
  gapPx: number;
  depth: number;
  shape: (u: number, v: number) => number;
  /** How far from its centre the shape is 0. */
  reachPx: number;
  seed: number;
}): { image: Image; placed: Placed[] } {
  const { height, width, count, gapPx, depth, shape, reachPx, seed } = choice;
  const random = createRandom(seed);
  const image = createImage(height, width);
  for (let i = 0; i < image.data.length; i++) image.data[i] = 100 + random.normal();
  const placed = placeApart(height, width, count, gapPx, random);
  for (const { x, y, angleRad } of placed) {
    const [cosine, sine] = [Math.cos(angleRad), Math.sin(angleRad)];
    for (let row = Math.max(0, Math.ceil(y - reachPx)); row < Math.min(height, y + reachPx); row++) {
      for (let column = Math.max(0, Math.ceil(x - reachPx)); column < Math.min(width, x + reachPx); column++) {
        const [dx, dy] = [column - x, row - y];
        const at = row * width + column;
        image.data[at] = (image.data[at] ?? 0) - depth * shape(cosine * dx + sine * dy, -sine * dx + cosine * dy);
      }
    }
  }
  return { image, placed };
}

function placeApart(height: number, width: number, count: number, gapPx: number, random: Random): Placed[] {
  const placed: Placed[] = [];
  for (let tries = 0; placed.length < count && tries < 200 * count; tries++) {
    const here = {
      x: random.uniform() * width,
      y: random.uniform() * height,
      angleRad: 2 * Math.PI * random.uniform(),
    };
    if (placed.every((other) => Math.hypot(other.x - here.x, other.y - here.y) >= gapPx)) placed.push(here);
  }
  return placed;
}

/** The projection of a solid ball. */
export const ball =
  (radiusPx: number) =>
  (u: number, v: number): number =>
    Math.sqrt(Math.max(0, 1 - (u * u + v * v) / radiusPx ** 2));

/** A shape as an image that a picker takes as template, bright on 0. */
export function drawTemplate(shape: (u: number, v: number) => number, size: number, scale = 1): Stack {
  const centre = Math.floor(size / 2);
  const data = Float32Array.from({ length: size * size }, (_, i) =>
    shape(((i % size) - centre) * scale, (Math.floor(i / size) - centre) * scale),
  );
  return { count: 1, height: size, width: size, data };
}

/**
 * Harmonic mean of precision and recall of picks within `reachPx` of a particle each, nearest pairs first. Particles
 * and picks closer to an edge than that are left out unless they belong together.
 */
export function scorePicks(
  picks: readonly { readonly xFrac: number; readonly yFrac: number }[],
  placed: readonly Placed[],
  { height, width }: Image,
  reachPx: number,
): number {
  const points = picks.map(({ xFrac, yFrac }) => ({ x: xFrac * width, y: yFrac * height }));
  const pairs = points
    .flatMap((point, i) => placed.map((truth, j) => ({ i, j, far: Math.hypot(point.x - truth.x, point.y - truth.y) })))
    .filter(({ far }) => far <= reachPx)
    .sort((a, b) => a.far - b.far);
  const [found, used] = [new Set<number>(), new Set<number>()];
  for (const { i, j } of pairs) {
    if (used.has(i) || found.has(j)) continue;
    used.add(i);
    found.add(j);
  }
  const inside = ({ x, y }: { x: number; y: number }): boolean => Math.min(x, y, width - x, height - y) >= reachPx;
  const wrong = points.filter((point, i) => !used.has(i) && inside(point)).length;
  const missed = placed.filter((truth, j) => !found.has(j) && inside(truth)).length;
  return (2 * found.size) / (2 * found.size + wrong + missed);
}
