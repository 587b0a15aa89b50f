import { UserError } from '@vitreous/errors';
import type { Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import { symmetryRotations } from '../symmetry/point-group.js';

/** How far from the expected number of directions over the whole sphere one is looked for that fits. */
const mostTries = 400;

/**
 * `count` rotations (row-major, one after the other) whose viewing directions lie evenly over the asymmetric unit of the
 * point group `symmetry`, the image not turned in its plane.
 *
 * @throws UserError when there is no such group, or the count is not 1 to 10000.
 */
export function evenViews(count: number, symmetry: string): Float32Array {
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new UserError(`${count} views: expected a whole number from 1 to 10000.`);
  }
  const group: readonly Matrix3[] = symmetryRotations(symmetry);
  // Of a spiral over the whole sphere, about every so many-th point lies in the unit: which length leaves the count is tried.
  for (let i = 0; i < mostTries; i++) {
    const all = count * group.length + (i % 2 === 0 ? 1 : -1) * Math.ceil(i / 2);
    if (all < 1) continue;
    const views = spreadDirections(Math.sqrt((4 * Math.PI) / all), group);
    if (views.length === 9 * count) return views;
  }
  throw new Error(`no even grid leaves ${count} views of ${symmetry}`);
}
