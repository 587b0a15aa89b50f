import { expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen.js';

it('finds eigenvalues, largest first, and their vectors', () => {
  const matrix = [Float64Array.of(4, 1, 0.5), Float64Array.of(1, 3, -1), Float64Array.of(0.5, -1, 2)];
  const { values, vectors } = symmetricEigen(matrix);
  vectors.forEach((vector, i) => {
    expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
    matrix.forEach((row, j) => {
      const image = row.reduce((sum, value, k) => sum + value * (vector[k] ?? 0), 0);
      expect(image).toBeCloseTo((values[i] ?? NaN) * (vector[j] ?? NaN), 10);
    });
  });
  expect([...values].sort((a, b) => b - a)).toEqual([...values]);
  // The trace.
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(9, 10);
});
