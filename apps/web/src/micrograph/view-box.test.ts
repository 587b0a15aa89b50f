import { expect, it } from 'vitest';
import { fractionAt, panBy, wholeView, zoomAbout } from './view-box.js';

const picture = { width: 4000, height: 3000 };
const frame = { width: 800, height: 800 };

it('keeps the point under the pointer where it is', () => {
  const at = { x: 600, y: 300 };
  const whole = wholeView(picture);
  const before = fractionAt(at, whole, picture, frame);
  const near = zoomAbout(whole, 6, at, picture, frame);
  const after = fractionAt(at, near, picture, frame);
  expect(after.x).toBeCloseTo(before.x, 9);
  expect(after.y).toBeCloseTo(before.y, 9);
});

it('shows the whole in the middle, and never loses the picture', () => {
  const near = zoomAbout(wholeView(picture), 8, { x: 10, y: 10 }, picture, frame);
  expect(zoomAbout(near, 0.001, { x: 700, y: 10 }, picture, frame)).toEqual(wholeView(picture));
  const far = panBy(near, 1e6, 1e6, picture, frame);
  expect([far.x, far.y]).toEqual([0, 0]);
  expect(zoomAbout(near, 1e9, { x: 0, y: 0 }, picture, frame).scale).toBe(40);
});

it('moves what it shows with the pointer', () => {
  const near = zoomAbout(wholeView(picture), 4, { x: 400, y: 400 }, picture, frame);
  const under = fractionAt({ x: 400, y: 400 }, near, picture, frame);
  const moved = panBy(near, 50, -20, picture, frame);
  const now = fractionAt({ x: 450, y: 380 }, moved, picture, frame);
  expect(now.x).toBeCloseTo(under.x, 9);
  expect(now.y).toBeCloseTo(under.y, 9);
});
