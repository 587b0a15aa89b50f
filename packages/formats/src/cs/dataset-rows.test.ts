import { expect, it } from 'vitest';
import {
  createStandardDataset,
  findIds,
  findNumbers,
  findTexts,
  joinDatasets,
  takeRows,
  withColumns,
} from '../index.js';

const particles = createStandardDataset(3, {
  uid: BigUint64Array.of(1n, 2n, 3n),
  'blob/path': ['a', 'b', 'c'],
  'blob/shape': [1, 2, 3, 4, 5, 6],
});

it('takes rows of every kind of column, in the order asked for', () => {
  const taken = takeRows(particles, [2, 0]);
  expect(taken.length).toBe(2);
  expect(findIds(taken, 'uid')).toEqual(BigUint64Array.of(3n, 1n));
  expect(findTexts(taken, 'blob/path')).toEqual(['c', 'a']);
  expect(findNumbers(taken, 'blob/shape')).toEqual(Uint32Array.of(5, 6, 1, 2));
});

it('joins what it took apart, leaving out those without rows', () => {
  const empty = createStandardDataset(0, { 'ctf/df1_A': [] });
  const joined = joinDatasets([empty, takeRows(particles, [0]), takeRows(particles, [1, 2])]);
  expect(joined).toEqual(particles);
  expect(joinDatasets([]).length).toBe(0);
});

it('lets the second dataset have its columns', () => {
  const both = withColumns(
    particles,
    createStandardDataset(3, { 'blob/path': ['x', 'y', 'z'], 'blob/idx': [0, 1, 2] }),
  );
  expect([...both.columns.keys()]).toEqual(['uid', 'blob/path', 'blob/shape', 'blob/idx']);
  expect(findTexts(both, 'blob/path')).toEqual(['x', 'y', 'z']);
});

it.each([
  [{ 'blob/path': ['x'] }, 'do not all have the column uid'],
  [{ uid: BigUint64Array.of(9n), 'blob/path': ['x'], 'blob/shape': [1, 2], 'blob/idx': [0] }, 'column blob/idx'],
])('refuses to join datasets of other columns (%#)', (columns, sentence) => {
  expect(() => joinDatasets([particles, createStandardDataset(1, columns)])).toThrow(sentence);
});
