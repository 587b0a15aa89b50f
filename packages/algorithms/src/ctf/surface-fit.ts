import { NormalEquations, type SparseRow } from './least-squares.js';
import { splineWeights } from './spline-basis.js';
import {
  likelihoodAt,
  likelihoodSlopeAt,
  scoreTiles,
  type TileLikelihoods,
  type TileProfiles,
} from './tile-likelihood.js';

/** Centre of a tile as fractions of width and height. */
export interface TilePlace {
  readonly xFrac: number;
  readonly yFrac: number;
}

/** Offsets from the mean defocus over a micrograph: coefficients of a uniform B-spline, Å, (knotsY, knotsX). */
export interface OffsetSurface {
  readonly knotsX: number;
  readonly knotsY: number;
  readonly coefficientsA: readonly number[];
}

/** What the fit may assume. */
export interface SurfaceOptions {
  readonly knotsX: number;
  readonly knotsY: number;
  /** Largest offset looked for at the edge of the micrograph, along each axis. */
  readonly reachA: number;
  /** Variance of one pixel of a tile's power over its mean, tiles counted as independent. */
  readonly variance: number;
  readonly threads: number;
}

/** Usual bend of a specimen between neighbouring knots (second difference of coefficients), Å. */
const usualBendA = 60;
/** How far an untilted specimen usually rises from one knot to the next, Å. */
const usualRiseA = 60;
/** A tilt must make the spectra e^6 times as likely as a level specimen, or it is held to be one. */
const leastGain = 6;
const stepA = 40;

/**
 * The surface that the tiles' spectra agree with best: first the tilted plane with the highest likelihood, found from
 * coarse oscillations to fine ones, then a spline that may leave the plane as far as data and `usualBendA` allow.
 */
export async function fitSurface(
  profiles: TileProfiles,
  places: readonly TilePlace[],
  options: SurfaceOptions,
): Promise<OffsetSurface> {
  const reach = 2 * options.reachA + 400;
  const fine = await scoreTiles(profiles, reach, stepA, 0, options.variance, options.threads);
  const tilted = await searchPlane(profiles, fine, places, options, reach);
  const level = climb([0, 0, 0], stepA, (plane) => scorePlane(fine, places, plane), 0);
  const gain = scorePlane(fine, places, tilted) - scorePlane(fine, places, level);
  const isTilted = gain > leastGain;
  const held = [...bends(options), ...(isTilted ? [] : rises(options))];
  let surface = planeSurface(isTilted ? tilted : level, options);
  for (let round = 0; round < 8; round++) surface = improve(surface, fine, places, held);
  return surface;
}

/** Offset at the centre and from there to the right and to the upper edge, Å. */
type Plane = readonly [centre: number, right: number, up: number];

function scorePlane(table: TileLikelihoods, places: readonly TilePlace[], [centre, right, up]: Plane): number {
  let sum = 0;
  for (let tile = 0; tile < places.length; tile++) {
    const { xFrac, yFrac } = places[tile] ?? { xFrac: 0.5, yFrac: 0.5 };
    sum += likelihoodAt(table, tile, centre + right * (2 * xFrac - 1) + up * (2 * yFrac - 1));
  }
  return sum;
}

async function searchPlane(
  profiles: TileProfiles,
  fine: TileLikelihoods,
  places: readonly TilePlace[],
  { reachA, variance, threads }: SurfaceOptions,
  tableReachA: number,
): Promise<Plane> {
  const tables = await Promise.all(
    [1000, 300, 100].map((bFactor) => scoreTiles(profiles, tableReachA, stepA, bFactor, variance, threads)),
  );
  let best: Plane = [0, 0, 0];
  const [coarse = fine] = tables;
  let highest = scorePlane(coarse, places, best);
  const grid = 400;
  for (let right = -Math.floor(reachA / grid) * grid; right <= reachA; right += grid) {
    for (let up = -Math.floor(reachA / grid) * grid; up <= reachA; up += grid) {
      for (const centre of [-200, 0, 200]) {
        const value = scorePlane(coarse, places, [centre, right, up]);
        if (value > highest) [highest, best] = [value, [centre, right, up]];
      }
    }
  }
  let step = grid / 2;
  for (const table of [...tables, fine]) {
    best = climb(best, step, (plane) => scorePlane(table, places, plane), reachA);
    step /= 2;
  }
  return best;
}

/** Walks uphill along each of the three numbers of a plane with shrinking steps. */
function climb(start: Plane, firstStep: number, score: (plane: Plane) => number, reachA: number): Plane {
  let best = start;
  let highest = score(best);
  for (let step = firstStep; step > 5; step /= 2) {
    for (let moved = true; moved;) {
      moved = false;
      for (let axis = 0; axis < 3; axis++) {
        for (const sign of [1, -1]) {
          const next = best.map((value, i) => (i === axis ? value + sign * step : value)) as unknown as Plane;
          if (next.slice(1).some((value) => Math.abs(value) > reachA)) continue;
          const value = score(next);
          if (value <= highest) continue;
          [highest, best, moved] = [value, next, true];
        }
      }
    }
  }
  return best;
}

/** The plane as coefficients: those of a uniform B-spline through a line lie on the line, at its Greville points. */
function planeSurface([centre, right, up]: Plane, { knotsX, knotsY }: SurfaceOptions): OffsetSurface {
  const place = (i: number, count: number): number => {
    const degree = Math.min(3, count - 1);
    return count === 1 ? 0 : (2 * (i - (degree - 1) / 2)) / (count - degree) - 1;
  };
  const coefficientsA = Array.from(
    { length: knotsX * knotsY },
    (_, i) => centre + right * place(i % knotsX, knotsX) + up * place(Math.floor(i / knotsX), knotsY),
  );
  return { knotsX, knotsY, coefficientsA };
}

/** One scoring step of Fisher: towards the tiles' slopes, held by the penalty on bending. */
function improve(
  surface: OffsetSurface,
  table: TileLikelihoods,
  places: readonly TilePlace[],
  held: readonly Restraint[],
): OffsetSurface {
  const { knotsX, knotsY, coefficientsA } = surface;
  const equations = new NormalEquations(knotsX * knotsY);
  places.forEach((place, tile) => {
    const row = basisRow(surface, place);
    const offset = row.reduce((sum, [column, weight]) => sum + weight * (coefficientsA[column] ?? 0), 0);
    const slope = likelihoodSlopeAt(table, tile, offset);
    const limit = 2 * table.stepA;
    const move = Math.min(limit, Math.max(-limit, slope / table.information));
    equations.add(row, offset + move, table.information);
  });
  for (const { row, usualA } of held) equations.add(row, 0, 1 / usualA ** 2);
  return { knotsX, knotsY, coefficientsA: Array.from(equations.solve()) };
}

function basisRow({ knotsX, knotsY }: OffsetSurface, { xFrac, yFrac }: TilePlace): [number, number][] {
  const x = splineWeights(knotsX, xFrac);
  const y = splineWeights(knotsY, yFrac);
  return y.weights.flatMap((alongY, j) =>
    x.weights.map((alongX, i): [number, number] => [(y.first + j) * knotsX + x.first + i, alongX * alongY]),
  );
}

/** A sum of coefficients that is usually no larger than so many Å. */
interface Restraint {
  readonly row: SparseRow;
  readonly usualA: number;
}

/** Second differences of the coefficients along x, along y, and across. */
function bends({ knotsX, knotsY }: SurfaceOptions): Restraint[] {
  const along = differences(knotsX, knotsY, 2, 0, [
    [0, 0, 1],
    [1, 0, -2],
    [2, 0, 1],
  ]);
  const upward = differences(knotsX, knotsY, 0, 2, [
    [0, 0, 1],
    [0, 1, -2],
    [0, 2, 1],
  ]);
  const across = differences(knotsX, knotsY, 1, 1, [
    [0, 0, 1],
    [1, 0, -1],
    [0, 1, -1],
    [1, 1, 1],
  ]);
  return [...along, ...upward, ...across].map((row) => ({ row, usualA: usualBendA }));
}

/** First differences along x and along y. */
function rises({ knotsX, knotsY }: SurfaceOptions): Restraint[] {
  const along = differences(knotsX, knotsY, 1, 0, [
    [0, 0, -1],
    [1, 0, 1],
  ]);
  const upward = differences(knotsX, knotsY, 0, 1, [
    [0, 0, -1],
    [0, 1, 1],
  ]);
  return [...along, ...upward].map((row) => ({ row, usualA: usualRiseA }));
}

/** The stencil (x, y, factor) at each place where it fits into the grid of coefficients. */
function differences(
  knotsX: number,
  knotsY: number,
  spanX: number,
  spanY: number,
  stencil: readonly (readonly [x: number, y: number, factor: number])[],
): SparseRow[] {
  const rows: SparseRow[] = [];
  for (let y = 0; y + spanY < knotsY; y++) {
    for (let x = 0; x + spanX < knotsX; x++) {
      rows.push(stencil.map(([dx, dy, factor]) => [(y + dy) * knotsX + x + dx, factor] as const));
    }
  }
  return rows;
}
