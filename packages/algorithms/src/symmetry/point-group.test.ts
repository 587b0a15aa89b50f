import { expect, it } from 'vitest';
import { createRandom } from '@vitreous/numerics';
import { identity, matrixOfAngles, multiply, randomRotation, transpose, type Matrix3 } from '../rotation.js';
import { isInAsymmetricUnit, spreadDirections } from './directions.js';
import { symmetryRotations } from './point-group.js';
import { poseDistanceRad } from './pose-distance.js';

const groups = [
  ['C1', 1],
  ['C5', 5],
  ['D1', 2],
  ['D7', 14],
  ['T', 12],
  ['O', 24],
  ['I', 60],
  ['I1', 60],
  ['I2', 60],
] as const;

const isSame = (a: Matrix3, b: Matrix3): boolean => a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) < 1e-6);

it.each(groups)('%s has %i rotations, closed under products and inverses', (name, order) => {
  const group = symmetryRotations(name);
  expect(group.length).toBe(order);
  expect(group.some((g) => isSame(g, identity))).toBe(true);
  for (const a of group) {
    expect(group.some((g) => isSame(g, transpose(a)))).toBe(true);
    for (const b of group) expect(group.some((g) => isSame(g, multiply(a, b)))).toBe(true);
  }
});

// As `relion_refine --print_symmetry_ops` prints one of each, its rows turned into columns where it counts.
it.each([
  ['T', [-1, 0, 0, 0, 1 / 3, Math.sqrt(8) / 3, 0, Math.sqrt(8) / 3, -1 / 3]],
  ['O', [0, 1, 0, 0, 0, 1, 1, 0, 0]],
  ['I', [0.5, 0.809017, 0.309017, -0.809017, 0.309017, 0.5, 0.309017, -0.5, 0.809017]],
  ['I1', [0.809017, -0.5, -0.309017, 0.5, 0.309017, 0.809017, -0.309017, -0.809017, 0.5]],
])('%s has the axes of RELION', (name, printed) => {
  const group = symmetryRotations(name);
  expect(group.some((g) => g.every((value, i) => Math.abs(value - (printed[i] ?? NaN)) < 1e-5))).toBe(true);
});

it.each(groups)(
  '%s: one copy of every direction lies in the asymmetric unit, and views fill it evenly',
  (name, order) => {
    const group = symmetryRotations(name);
    const random = createRandom(3);
    for (let i = 0; i < 50; i++) {
      const m = randomRotation(random);
      const copies = group.filter((g) => {
        const at = multiply(m, g);
        return isInAsymmetricUnit([at[6], at[7], at[8]], group);
      });
      expect(copies.length).toBe(1);
    }
    const views = spreadDirections(0.05, group).length / 9;
    // Edges of the unit cut through the grid.
    expect(Math.abs((views * order * 0.05 ** 2) / (4 * Math.PI) - 1)).toBeLessThan(0.25);
  },
);

it('refuses what is no group', () => {
  expect(() => symmetryRotations('Q3')).toThrow('There is no symmetry "Q3"');
});

it('poses that the group makes of each other are one', () => {
  const group = symmetryRotations('D3');
  const pose = matrixOfAngles(0.4, 1.2, -0.3);
  const turned = multiply(pose, group[4] ?? identity);
  expect(poseDistanceRad(turned, pose, group)).toBeLessThan(1e-3);
  const tilted = multiply(matrixOfAngles(0, 0.2, 0), turned);
  expect(poseDistanceRad(tilted, pose, group)).toBeCloseTo(0.2, 5);
});
