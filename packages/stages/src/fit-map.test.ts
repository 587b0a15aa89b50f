import { expect, it } from 'vitest';
import { fitMap } from './fit-map.js';

/** A smooth ball of 20 Å about a place 6 Å beside the middle of a cube, along x. */
function ball(boxPx: number, pixelSizeA: number): Float32Array {
  const middle = Math.floor(boxPx / 2);
  return Float32Array.from({ length: boxPx ** 3 }, (_, i) => {
    const [x, y, z] = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
    const distanceA = Math.hypot((x - middle) * pixelSizeA - 6, (y - middle) * pixelSizeA, (z - middle) * pixelSizeA);
    return Math.exp(-((distanceA / 10) ** 2));
  });
}

it.each([
  ['finer pixels', { boxPx: 20, pixelSizeA: 4 }, { boxPx: 40, pixelSizeA: 2 }],
  ['coarser pixels', { boxPx: 40, pixelSizeA: 2 }, { boxPx: 20, pixelSizeA: 4 }],
  ['a narrower box of an odd side', { boxPx: 40, pixelSizeA: 2 }, { boxPx: 31, pixelSizeA: 2 }],
  ['a wider box of coarser pixels', { boxPx: 27, pixelSizeA: 3 }, { boxPx: 24, pixelSizeA: 4 }],
])('a map goes into %s about the same middle', async (_, from, to) => {
  const fitted = await fitMap(ball(from.boxPx, from.pixelSizeA), from, to, { threads: 1 });
  const wanted = ball(to.boxPx, to.pixelSizeA);
  expect(fitted.length).toBe(wanted.length);
  const worst = fitted.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(0.03);
});
