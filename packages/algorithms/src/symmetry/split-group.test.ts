import { expect, it } from 'vitest';
import { multiply } from '../rotation.js';
import { symmetryRotations } from './point-group.js';
import { splitGroup } from './split-group.js';

it.each([
  ['C1', 1],
  ['C7', 1],
  ['C8', 1],
  ['D1', 1],
  ['D6', 1],
  ['D7', 1],
  ['T', 4],
  ['O', 1],
  ['I1', 5],
  ['I2', 5],
])('%s is a product that leaves %i rotations to each particle', (name, left) => {
  const group = symmetryRotations(name);
  const { onGrid, aboutZ, cosets } = splitGroup(group);
  expect(cosets.length).toBe(left);
  const product = onGrid.flatMap((a) => aboutZ.flatMap((b) => cosets.map((c) => multiply(multiply(a, b), c))));
  expect(product.length).toBe(group.length);
  for (const turn of group) {
    const found = product.filter((one) => one.every((value, i) => Math.abs(value - (turn[i] ?? NaN)) < 1e-6));
    expect(found.length).toBe(1);
  }
});
