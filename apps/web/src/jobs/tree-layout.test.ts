import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layOutTree, type TreeJob } from './tree-layout.js';

const job = (number: number, ...parents: number[]): TreeJob => ({
  uid: `J${number}`,
  number,
  parents: parents.map((one) => `J${one}`),
});

it('puts a chain into one column and branches beside each other', () => {
  const { places } = layOutTree([job(1), job(2, 1), job(3, 2), job(4, 2)]);
  expect(places.map(({ uid, column, row }) => [uid, column, row])).toEqual([
    ['J1', 0, 0],
    ['J2', 0, 1],
    ['J3', 0, 2],
    ['J4', 1, 2],
  ]);
});

it('puts a job below the lowest of its parents, and leaves out parents that are not shown', () => {
  const { places, edges } = layOutTree([job(1), job(2, 1), job(3, 1, 2, 99)]);
  expect(places.find(({ uid }) => uid === 'J3')?.row).toBe(2);
  expect(edges.map(({ from, to }) => `${from.uid}-${to.uid}`)).toEqual(['J1-J2', 'J1-J3', 'J2-J3']);
});

it('never puts two jobs into one place, and ends even where records are in a circle', () => {
  const graph = fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(graph, (lists) => {
      const { places } = layOutTree(lists.map((parents, index) => job(index + 1, ...parents)));
      expect(new Set(places.map(({ column, row }) => `${column} ${row}`)).size).toBe(lists.length);
    }),
    { numRuns: 100 },
  );
});
