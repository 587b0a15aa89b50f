import { expect, it } from 'vitest';
import { createRandom } from '@vitreous/numerics';
import { zeros, type Matrix } from '../symmetric-eigen.js';
import { solveModes } from './modes.js';

function randomSquare(size: number, rank: number, seed: number): Matrix {
  const random = createRandom(seed);
  const matrix = zeros(size, size);
  for (let r = 0; r < rank; r++) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    matrix.forEach((row, i) => {
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + (vector[i] ?? 0) * (vector[j] ?? 0);
    });
  }
  return matrix;
}

const times = (matrix: Matrix, v: Float64Array): Float64Array =>
  Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * (v[j] ?? 0), 0));
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

it.each([1, 2, 7, 30])('modes of two matrices of size %i fulfil their equation', (size) => {
  const roughness = randomSquare(size, Math.max(1, size - 2), 1);
  const mass = randomSquare(size, size + 5, 2);
  const { values, vectors } = solveModes(roughness, mass);
  expect(values.length).toBe(size);
  vectors.forEach((v, i) => {
    const [left, right] = [times(roughness, v), times(mass, v)];
    const value = values[i] ?? NaN;
    left.forEach((entry, j) => {
      expect(Math.abs(entry - value * (right[j] ?? NaN))).toBeLessThan(1e-6 * (1 + value));
    });
    vectors.forEach((other, j) => {
      expect(dot(other, right)).toBeCloseTo(i === j ? 1 : 0, 6);
    });
    if (i > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1] ?? NaN);
  });
});
