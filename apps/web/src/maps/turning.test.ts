import { expect, it } from 'vitest';
import { afterTurn, noTurn, straighten, turnBy } from './turning.js';

const near = (turn: readonly number[]): number[] => turn.map((value) => Number(value.toFixed(6)) + 0);

it('turns what is in front to the right', () => {
  // The third axis looks at the viewer.
  expect(near(turnBy(Math.PI / 2, 0)).filter((_, i) => i % 3 === 2)).toEqual([1, 0, 0]);
  // A push upwards brings the front to the top.
  expect(near(turnBy(0, -Math.PI / 2)).filter((_, i) => i % 3 === 2)).toEqual([0, 1, 0]);
});

it('comes back after a turn there and back, and stays a turn after many', () => {
  expect(near(afterTurn(turnBy(-0.3, 0), turnBy(0.3, 0)))).toEqual(noTurn);
  let turn = noTurn;
  for (let i = 0; i < 2000; i++) turn = straighten(afterTurn(turnBy(0.05, 0.03), turn));
  const rows = [0, 1, 2].map((row) => Math.hypot(...turn.slice(3 * row, 3 * row + 3)));
  expect(near(rows)).toEqual([1, 1, 1]);
});
