import { expect, it } from 'vitest';
import {
  invertSelection,
  selectAllClasses,
  selectByThresholds,
  selectClass,
  selectFromClass,
  type SelectableClass,
} from './class-selection.js';

const classes: readonly SelectableClass[] = [
  [300, 7, 1.2],
  [200, 12, 2],
  [100, 9, 1.5],
  [0, 200, 0],
].map(([total = 0, res_A = 0, class_ess = 0], class_idx) => ({
  class_idx,
  num_particles_total: total,
  num_particles_selected: 0,
  res_A,
  class_ess,
  mean_prob: 0.5,
  selected: false,
}));
const selected = (all: readonly SelectableClass[]): number[] =>
  all.flatMap((one) => (one.selected ? [one.class_idx] : []));

it('selects classes one by one, all, none and the others', () => {
  const one = selectClass(classes, 2, true);
  expect(selected(one)).toEqual([2]);
  expect(one[2]?.num_particles_selected).toBe(100);
  expect(selected(selectClass(one, 2, false))).toEqual([]);
  expect(selected(invertSelection(one))).toEqual([0, 1, 3]);
  expect(invertSelection(one)[2]?.num_particles_selected).toBe(0);
  expect(selected(selectAllClasses(one, true))).toEqual([0, 1, 2, 3]);
  expect(selected(selectAllClasses(one, false))).toEqual([]);
});

it('selects classes by limits, which belong to what they select', () => {
  const all = selectAllClasses(classes, true);
  expect(selected(selectFromClass(all, 2, 'res_A', 'below'))).toEqual([0, 2]);
  expect(selected(selectFromClass(all, 1, 'num_particles_total', 'above'))).toEqual([0, 1]);
  expect(selected(selectFromClass(all, 9, 'res_A', 'below'))).toEqual([0, 1, 2, 3]);
  const both = [
    { field: 'res_A', direction: 'below', threshold: 12 },
    { field: 'class_ess', direction: 'above', threshold: 1.5 },
  ] as const;
  expect(selected(selectByThresholds(classes, both))).toEqual([1, 2]);
});
