import { forwardReal, inverseReal } from '@vitreous/numerics';
import { resampleMap } from '../edit-map/change-box.js';
import { mirrorMap, moveMap, type Move } from '../edit-map/move-map.js';
import { createSpline, sampleSpline } from '../edit-map/spline.js';
import { softSphere } from '../mask/soft-sphere.js';
import { identity, type Matrix3 } from '../rotation.js';
import { centreOf } from './centre-of.js';
import { climb, drawBall, scaleOffset } from './climb.js';
import { findAlignment } from './find-alignment.js';

export interface AlignedMap {
  /** Brings the map (its other hand where mirrored) onto the reference, as `moveMap` does. */
  readonly move: Move;
  readonly mirrored: boolean;
  /** Correlation with the reference in the ball, before and after. */
  readonly before: number;
  readonly after: number;
}

/** The search is done in boxes of at most so many voxels: finer detail adds nothing to it. */
const mostWorkPx = 96;
/** Rounds of rotation and shift; they end when the shift no longer changes. */
const rounds = 4;
const polishedPlaces = 6000;

/**
 * Brings a map onto a reference, both of n³ voxels: rotation, shift and, where asked, hand. A ball of `radiusPx` about the
 * particle is what counts, first about each map's own middle.
 */
export async function alignMap(
  map: Float32Array,
  reference: Float32Array,
  { radiusPx, bothHands }: { radiusPx: number; bothHands: boolean },
  { threads = 1, signal }: { threads?: number; signal?: AbortSignal } = {},
): Promise<AlignedMap> {
  const n = Math.round(Math.cbrt(map.length));
  const work = Math.min(n, mostWorkPx);
  const scale = n / work;
  const size = { boxPx: work, radiusPx: Math.min(radiusPx / scale, work / 2 - 4) };
  const small = await resampleMap(reference, work, { threads });
  const middle = centreOf(small, size.radiusPx);
  const target = await moveMap(small, { rotation: identity, offsetPx: middle }, { threads });
  let best: { move: Move; mirrored: boolean; score: number } | null = null;
  for (const mirrored of bothHands ? [false, true] : [false]) {
    const own = await resampleMap(mirrored ? mirrorMap(map) : map, work, { threads });
    let move: Move = { rotation: identity, offsetPx: centreOf(own, size.radiusPx) };
    for (let round = 0; round < rounds; round++) {
      signal?.throwIfAborted();
      const placed = await moveMap(own, { rotation: identity, offsetPx: move.offsetPx }, { threads });
      const found = await findAlignment(placed, target, size, { threads, bothHands: false });
      move = { rotation: found.rotation, offsetPx: plus(move.offsetPx, found.offsetPx) };
      const there = await moveMap(own, move, { threads });
      const score = correlateInBall(there, target, size.radiusPx);
      if (best === null || score > best.score) best = { move, mirrored, score };
      // What is left is a shift in the reference's frame: in the map's it is turned.
      const left = await findShift(there, target, { threads });
      if (left.every((axis) => axis === 0)) break;
      move = { rotation: identity, offsetPx: plus(move.offsetPx, turn(move.rotation, left)) };
    }
  }
  if (best === null) throw new Error('no hand was tried');
  const hand = best.mirrored ? mirrorMap(map) : map;
  const fine = await polish(await resampleMap(hand, work, { threads }), target, best.move, size.radiusPx, { threads });
  // The reference was moved to its middle for the search: r there is r + middle.
  const back = turn(fine.rotation, middle);
  const centred = plus(fine.offsetPx, [-back[0], -back[1], -back[2]]);
  const move = scaleOffset({ rotation: fine.rotation, offsetPx: centred }, scale);
  return {
    move,
    mirrored: best.mirrored,
    before: correlateInBall(map, reference, radiusPx),
    after: correlateInBall(await moveMap(hand, move, { threads }), reference, radiusPx),
  };
}

/** The move close by under which the map correlates best with the reference, looked at in places all over the ball. */
async function polish(
  map: Float32Array,
  reference: Float32Array,
  first: Move,
  radiusPx: number,
  { threads }: { threads: number },
): Promise<Move> {
  const spline = await createSpline(map, { threads });
  const c = Math.floor(spline.n / 2);
  const points = drawBall(polishedPlaces, radiusPx);
  const place = (i: number): [number, number, number] => [points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0];
  const known = await createSpline(reference, { threads });
  const wanted = Float64Array.from({ length: points.length / 3 }, (_, i) => {
    const [x, y, z] = place(3 * i);
    return sampleSpline(known, x + c, y + c, z + c);
  });
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  const score = (move: Move): number => {
    let [product, sum, squares] = [0, 0, 0];
    wanted.forEach((value, i) => {
      const [x, y, z] = plus(turn(move.rotation, place(3 * i)), move.offsetPx);
      const own = sampleSpline(spline, x + c, y + c, z + c);
      product += own * (value - mean);
      sum += own;
      squares += own * own;
    });
    return product / Math.sqrt(Math.max(1e-30, squares - sum ** 2 / wanted.length));
  };
  return climb(first, score, 0.02).move;
}

/** Correlation of two maps of n³ voxels within a ball about their centre. */
export function correlateInBall(a: Float32Array, b: Float32Array, radiusPx: number): number {
  const ball = softSphere(Math.round(Math.cbrt(a.length)), radiusPx, 1);
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value, i) => sum + value * (ball[i] ?? 0), 0) / ball.reduce((sum, value) => sum + value, 0);
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, first, second] = [0, 0, 0];
  ball.forEach((weight, i) => {
    const [x, y] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB];
    product += weight * x * y;
    first += weight * x * x;
    second += weight * y * y;
  });
  return first * second > 0 ? product / Math.sqrt(first * second) : 0;
}

/** The whole voxels d that make map(r + d) most like the reference. */
async function findShift(
  map: Float32Array,
  reference: Float32Array,
  { threads }: { threads: number },
): Promise<[number, number, number]> {
  const n = Math.round(Math.cbrt(map.length));
  const shape = [n, n, n];
  const a = await forwardReal(map, shape, { threads });
  const b = await forwardReal(reference, shape, { threads });
  for (let i = 0; i < a.length; i += 2) {
    const [ar = 0, ai = 0, br = 0, bi = 0] = [a[i], a[i + 1], b[i], b[i + 1]];
    a[i] = ar * br + ai * bi;
    a[i + 1] = ai * br - ar * bi;
  }
  const correlation = await inverseReal(a, shape, { threads });
  let peak = 0;
  correlation.forEach((value, i) => {
    if (value > (correlation[peak] ?? 0)) peak = i;
  });
  const signed = (at: number): number => (2 * at < n ? at : at - n);
  return [signed(peak % n), signed(Math.floor(peak / n) % n), signed(Math.floor(peak / n ** 2))];
}

function plus(a: Move['offsetPx'], b: Move['offsetPx']): [number, number, number] {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function turn(m: Matrix3, [x, y, z]: Move['offsetPx']): [number, number, number] {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}
