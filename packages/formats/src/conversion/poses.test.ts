import { createRandom } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { anglesOfPoses, posesOfAngles } from './poses.js';

type Matrix = number[][];
const degree = Math.PI / 180;
const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => [0, 1, 2].map((j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
const transpose = (a: Matrix): Matrix => [0, 1, 2].map((j) => a.map((row) => row[j] ?? 0));
const expectSame = (a: Matrix, b: Matrix): void => {
  a.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(b.flat()[i] ?? NaN, 9);
  });
};

/** The exponential of the cross-product matrix of `v`, summed as its series. */
function exponential([x = 0, y = 0, z = 0]: ArrayLike<number> & Iterable<number>): Matrix {
  const cross = [
    [0, -z, y],
    [z, 0, -x],
    [-y, x, 0],
  ];
  let term: Matrix = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  let sum = term;
  for (let n = 1; n < 60; n++) {
    term = multiply(term, cross).map((row) => row.map((value) => value / n));
    sum = sum.map((row, i) => row.map((value, j) => value + (term[i]?.[j] ?? 0)));
  }
  return sum;
}

/**
 * RELION's matrix of its angles, element by element as its documentation and Heymann et al. 2005 (J. Struct.
 * Biol. 151, 196) give it: rows are the axes of the view.
 */
function relionMatrix(rot: number, tilt: number, psi: number): Matrix {
  const [ca, sa] = [Math.cos(rot * degree), Math.sin(rot * degree)];
  const [cb, sb] = [Math.cos(tilt * degree), Math.sin(tilt * degree)];
  const [cg, sg] = [Math.cos(psi * degree), Math.sin(psi * degree)];
  return [
    [cg * cb * ca - sg * sa, cg * cb * sa + sg * ca, -cg * sb],
    [-sg * cb * ca - cg * sa, -sg * cb * sa + cg * ca, sg * sb],
    [sb * ca, sb * sa, cb],
  ];
}

it('the exponential of a pose is the transpose of the matrix of its angles', () => {
  const random = createRandom(1);
  for (let i = 0; i < 300; i++) {
    const pose = Float64Array.from({ length: 3 }, () => 1.8 * random.normal());
    const [rot = 0, tilt = 0, psi = 0] = anglesOfPoses(pose);
    expectSame(exponential(pose), transpose(relionMatrix(rot, tilt, psi)));
    expect(tilt).toBeGreaterThanOrEqual(0);
    expect(tilt).toBeLessThanOrEqual(180);
  }
});

it('goes there and back', () => {
  const random = createRandom(2);
  for (let i = 0; i < 300; i++) {
    const angles = [360 * random.uniform() - 180, 180 * random.uniform(), 360 * random.uniform() - 180];
    anglesOfPoses(posesOfAngles(angles)).forEach((value, j) => {
      expect(value).toBeCloseTo(angles[j] ?? NaN, 8);
    });
  }
});

it.each([
  [0, 0, 0],
  [0, 0, 30],
  [40, 0, 30],
  [0, 90, 0],
  [0, 180, 0],
  [50, 180, 20],
  [180, 90, 180],
  [-90, 1e-6, 90],
  [0, 0, 180],
])('keeps the rotation of the odd angles %d, %d, %d', (rot, tilt, psi) => {
  const pose = posesOfAngles([rot, tilt, psi]);
  expect(Math.hypot(...pose)).toBeLessThanOrEqual(Math.PI + 1e-12);
  expectSame(exponential(pose), transpose(relionMatrix(rot, tilt, psi)));
  const [rot2 = 0, tilt2 = 0, psi2 = 0] = anglesOfPoses(pose);
  expectSame(relionMatrix(rot2, tilt2, psi2), relionMatrix(rot, tilt, psi));
});

it('a turn in the plane is psi alone, and a turn about y is tilt alone', () => {
  expect([...anglesOfPoses([0, 0, 30 * degree])].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([0, 0, 30]);
  expect([...anglesOfPoses([0, 40 * degree, 0])].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([0, 40, 0]);
});
