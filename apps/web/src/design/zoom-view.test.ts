import { expect, it } from 'vitest';
import { wholeView, zoomAbout } from './zoom-view.js';

it('leaves the point under the pointer where it is', () => {
  const before = { x: 30, y: -12, scale: 2 };
  const after = zoomAbout(before, 1.7, 100, 40);
  const pointOf = ({ x, y, scale }: typeof before) => [(100 - x) / scale, (40 - y) / scale];
  const [x = 0, y = 0] = pointOf(before);
  expect(pointOf(after)[0]).toBeCloseTo(x, 9);
  expect(pointOf(after)[1]).toBeCloseTo(y, 9);
  expect(after.scale).toBeCloseTo(3.4, 9);
});

it('shows all of it in the middle when nothing is enlarged, and never less', () => {
  expect(zoomAbout({ x: 50, y: 9, scale: 1.2 }, 0.1, 3, 4)).toEqual(wholeView);
  expect(zoomAbout(wholeView, 1000, 0, 0).scale).toBeLessThan(100);
});
