import { createRandom } from '@vitreous/numerics';
import type { Move } from '../edit-map/move-map.js';
import { multiply, rotationAbout } from '../rotation.js';

/** Turns end when they are as fine as this, or after so many rounds: along an axis that is free there is always a little to gain. */
const leastRad = 2e-4;
const mostRounds = 60;

/** Tries a step to both sides along each of three turns and three shifts, and halves the steps when none is better. */
export function climb(
  first: Move,
  scoreOf: (move: Move) => number,
  firstStepRad: number,
): { move: Move; score: number } {
  let move = first;
  let score = scoreOf(move);
  let [turnRad, shiftPx] = [firstStepRad, 1];
  for (let round = 0; round < mostRounds && turnRad > leastRad; round++) {
    let better = false;
    for (let way = 0; way < 12; way++) {
      const unit = [0, 1, 2].map((axis) => (axis === (way >> 1) % 3 ? (way % 2 === 0 ? 1 : -1) : 0)) as [
        number,
        number,
        number,
      ];
      const [x, y, z] = move.offsetPx;
      const next: Move =
        way < 6
          ? { ...move, rotation: multiply(move.rotation, rotationAbout(unit, turnRad)) }
          : { ...move, offsetPx: [x + shiftPx * unit[0], y + shiftPx * unit[1], z + shiftPx * unit[2]] };
      const reached = scoreOf(next);
      if (reached > score) [move, score, better] = [next, reached, true];
    }
    if (!better) [turnRad, shiftPx] = [turnRad / 2, shiftPx / 2];
  }
  return { move, score };
}

/** Places in a ball about 0, (places, 3), the same each time. */
export function drawBall(count: number, radiusPx: number): Float64Array {
  const random = createRandom(2);
  const places: number[] = [];
  while (places.length < 3 * count) {
    const place = [0, 0, 0].map(() => radiusPx * (2 * random.uniform() - 1));
    if (Math.hypot(...place) < radiusPx) places.push(...place);
  }
  return Float64Array.from(places);
}

/** The same move in voxels of another size. */
export function scaleOffset({ rotation, offsetPx: [x, y, z] }: Move, factor: number): Move {
  return { rotation, offsetPx: [factor * x, factor * y, factor * z] };
}
