import { expect, it } from 'vitest';
import {
  galleryClass,
  orderClasses,
  sameClasses,
  sumParticles,
  withinThresholds,
  type GalleryClass,
} from './class-order.js';

const classes = [
  [100, 9, 1.5],
  [300, 7, 1.2],
  [300, 12, 2],
].map(([num_particles_total = 0, res_A = 0, class_ess = 0], class_idx): GalleryClass => ({
  ...{ class_idx, num_particles_total, res_A, class_ess, selected: false, picture: null },
}));

it('puts the best class first, whichever end of a number is good', () => {
  expect(orderClasses(classes, 'num_particles_total', false)).toEqual([1, 2, 0]);
  expect(orderClasses(classes, 'res_A', false)).toEqual([1, 0, 2]);
  expect(orderClasses(classes, 'class_ess', true)).toEqual([2, 0, 1]);
  expect(orderClasses(classes, 'class_idx', true)).toEqual([2, 1, 0]);
});

it('knows the same classes in another order', () => {
  expect(sameClasses([1, 2, 0], [0, 1, 2])).toBe(true);
  expect(sameClasses([0, 1], [0, 1, 2])).toBe(false);
});

it('counts what limits would select, limits included', () => {
  const chosen = withinThresholds(classes, [
    { field: 'res_A', direction: 'below', threshold: 9 },
    { field: 'num_particles_total', direction: 'above', threshold: 100 },
  ]);
  expect(chosen.map(({ class_idx }) => class_idx)).toEqual([0, 1]);
  expect(sumParticles(chosen)).toBe(400);
});

it('reads numbers that JSON cannot say', () => {
  const empty = { num_particles_selected: 0, num_particles_total: 0, mean_prob: 0, selected: false };
  const read = galleryClass({ ...empty, class_idx: 3, res_A: 'inf', class_ess: 'nan' }, '/a.png');
  expect([read.res_A, read.class_ess]).toEqual([Infinity, NaN]);
});
