import { expect, it } from 'vitest';
import { drawDirections } from './refine-pictures.js';

/** Cells that are not white, by their places. */
function cells(svg: string): { x: number; y: number }[] {
  const found = svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="[\d.]+" fill="#(?!ffffff)/g);
  return Array.from(found, ([, x, y]) => ({ x: Number(x), y: Number(y) })).filter(({ x }) => x < 490);
}

// The third row is where a particle is seen from: along x.
const alongX = [0, 0, -1, 0, 1, 0, 1, 0, 0];

it('a view along x lies in the middle of the picture, with its copies a turn apart', () => {
  const [one] = cells(drawDirections(alongX, 'C1'));
  expect([(one?.x ?? 0) - 277, (one?.y ?? 0) - 154].every((off) => Math.abs(off) < 12)).toBe(true);
  const four = cells(drawDirections(alongX, 'C4')).map(({ x }) => x);
  expect(four).toHaveLength(4);
  expect(Math.max(...four) - Math.min(...four)).toBeGreaterThan(300);
});
