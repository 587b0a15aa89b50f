import { expect, it } from 'vitest';
import { countDirections, directionsToJson } from './count-directions.js';

// The third row is where a particle is seen from: along x.
const alongX = [0, 0, -1, 0, 1, 0, 1, 0, 0];

it('a view along x lies in the middle, with its copies a turn apart, and the mean over the sphere is 1', () => {
  const places = (symmetry: string): number[] => {
    const { values, columns, rows } = countDirections(alongX, symmetry);
    expect(values).toHaveLength(columns * rows);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(1, 12);
    return [...values.keys()].filter((cell) => (values[cell] ?? 0) > 0);
  };
  expect(places('C1')).toEqual([12 * 48 + 24]);
  const columns = places('C4').map((cell) => cell % 48);
  expect(columns).toHaveLength(4);
  expect(Math.max(...columns) - Math.min(...columns)).toBeGreaterThanOrEqual(35);
});

it('no particle is no view, in the file too', () => {
  const told = JSON.parse(directionsToJson(countDirections([], 'D2'))) as { num_particles: number; spread: number[] };
  expect(told.num_particles).toBe(0);
  expect(told.spread.every((value) => value === 0)).toBe(true);
});
