import { createRandom } from '@vitreous/numerics';
import { resampleMap } from '../edit-map/change-box.js';
import type { Move } from '../edit-map/move-map.js';
import { createSpline, sampleSpline, type Spline } from '../edit-map/spline.js';
import { filterVolume, lowPass } from '../fsc/shells.js';
import { identity, multiply, randomRotation, type Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import { centreOf } from './centre-of.js';
import { climb, drawBall, scaleOffset } from './climb.js';

export interface AxesFound {
  /** Brings the map onto the group's axes, as `moveMap` does. */
  readonly move: Move;
  /** How much of the map's variance its symmetrised self explains, as it lay and as it lies then: 1 is all. */
  readonly before: number;
  readonly after: number;
}

/** Boxes that the search begins and ends in. */
const [coarsePx, finePx] = [32, 96];
/** Values of the map that one rotation is judged by, when it begins and when it ends: places times copies. */
const [coarseValues, fineValues] = [1000, 12_000];
/** Copies that are looked at first. */
const coarseCopies = 6;
/** Distance of the first rotations; how many of them go on. */
const [stepRad, kept] = [0.13, 6];

/**
 * Finds the rotation and the shift that bring a map of n³ voxels onto the axes of a point group: those under which the map,
 * in a ball of `radiusPx`, is most like its own copies.
 */
export async function alignToAxes(
  map: Float32Array,
  group: readonly Matrix3[],
  { radiusPx }: { radiusPx: number },
  { threads = 1, signal }: { threads?: number; signal?: AbortSignal } = {},
): Promise<AxesFound> {
  const n = Math.round(Math.cbrt(map.length));
  const places = (values: number): number => Math.max(100, Math.ceil(values / group.length));
  const stage = async (
    size: number,
    values: number,
  ): Promise<{ spline: Spline; points: Float64Array; scale: number }> => {
    const px = Math.min(n, size);
    const small = await filterVolume(await resampleMap(map, px, { threads }), px, lowPass(px / 4, px / 10), {
      threads,
    });
    return {
      spline: await createSpline(small, { threads }),
      points: drawBall(places(values), (radiusPx * px) / n),
      scale: n / px,
    };
  };
  const coarse = await stage(coarsePx, coarseValues);
  const few = thinOut(group, coarseCopies);
  const middle = centreOf(map, radiusPx).map((axis) => axis / coarse.scale) as [number, number, number];
  const start = listRotations(group).map((rotation) => {
    const move = { rotation, offsetPx: middle };
    return { move, score: scoreOf(coarse.spline, coarse.points, few, move) };
  });
  start.sort((a, b) => b.score - a.score);
  const climbed = start
    .slice(0, kept)
    .map(({ move }) => climb(move, (next) => scoreOf(coarse.spline, coarse.points, group, next), stepRad / 2));
  climbed.sort((a, b) => b.score - a.score);
  signal?.throwIfAborted();
  const fine = await stage(finePx, fineValues);
  const toFine = coarse.scale / fine.scale;
  const asIs: Move = { rotation: identity, offsetPx: [0, 0, 0] };
  const scoreFine = (move: Move): number => scoreOf(fine.spline, fine.points, group, move);
  const last = climbed.slice(0, 2).map(({ move }) => climb(scaleOffset(move, toFine), scoreFine, 0.02));
  last.sort((a, b) => b.score - a.score);
  const best = last[0] ?? { move: asIs, score: scoreFine(asIs) };
  return { move: scaleOffset(best.move, fine.scale), before: scoreFine(asIs), after: best.score };
}

/** First rotations to try. Of a cyclic group only its axis counts; a turn of the whole about it changes nothing. */
function listRotations(group: readonly Matrix3[]): Matrix3[] {
  if (group.every((g) => Math.abs(Math.abs(g[8]) - 1) < 1e-6 && g[8] > 0)) {
    const views = spreadDirections(stepRad, [identity]);
    // The third column of the rotation is where the axis lies in the map: the rows that views have, turned round.
    return Array.from({ length: views.length / 9 }, (_, i) => {
      const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, k = 1] = views.subarray(9 * i, 9 * i + 9);
      return [a, d, g, b, e, h, c, f, k] as const;
    });
  }
  const random = createRandom(1);
  const count = Math.ceil((8 * Math.PI ** 2) / (stepRad ** 3 * group.length));
  return Array.from({ length: Math.max(400, count) }, () => randomRotation(random));
}

/**
 * Variance of the mean over the group's copies, as a part of the mean variance of the copies, from which the part that chance
 * gives (one over the number of copies) is taken off: 0 for no symmetry, 1 for a perfect one.
 */
function scoreOf(
  spline: Spline,
  points: Float64Array,
  group: readonly Matrix3[],
  { rotation, offsetPx }: Move,
): number {
  const c = Math.floor(spline.n / 2);
  const turns = group.map((g) => multiply(rotation, g));
  let [sum, squares, means] = [0, 0, 0];
  for (let i = 0; i < points.length; i += 3) {
    const [x = 0, y = 0, z = 0] = [points[i], points[i + 1], points[i + 2]];
    let own = 0;
    for (const m of turns) {
      const value = sampleSpline(
        spline,
        m[0] * x + m[1] * y + m[2] * z + offsetPx[0] + c,
        m[3] * x + m[4] * y + m[5] * z + offsetPx[1] + c,
        m[6] * x + m[7] * y + m[8] * z + offsetPx[2] + c,
      );
      own += value;
      squares += value * value;
    }
    sum += own;
    means += (own / group.length) ** 2;
  }
  const places = points.length / 3;
  const mean = sum / places / group.length;
  const [all, common] = [squares / places / group.length - mean ** 2, means / places - mean ** 2];
  const chance = 1 / group.length;
  return all > 0 && chance < 1 ? (common / all - chance) / (1 - chance) : 0;
}

/** At most `most` of a group, spread over it, its first one among them. */
function thinOut(group: readonly Matrix3[], most: number): Matrix3[] {
  if (group.length <= most) return [...group];
  return Array.from({ length: most }, (_, i) => group[Math.floor((i * group.length) / most)] ?? identity);
}
