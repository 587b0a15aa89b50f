import { expect, it } from 'vitest';
import { chooseKey, type Choice } from './choose-keys.js';

const order = ['a', 'b', 'c', 'd', 'e'];
const keysOf = (choice: Choice | null): string[] => [...(choice?.keys ?? [])].sort();

it('adds one, and takes it away when it is chosen again', () => {
  const one = chooseKey(order, null, 'b', 'toggle');
  const two = chooseKey(order, one, 'd', 'toggle');
  expect(keysOf(two)).toEqual(['b', 'd']);
  expect(keysOf(chooseKey(order, two, 'b', 'toggle'))).toEqual(['d']);
  expect(chooseKey(order, one, 'b', 'toggle')).toBeNull();
});

it('takes all between where a range begins and where it ends, either way', () => {
  const one = chooseKey(order, null, 'c', 'toggle');
  const down = chooseKey(order, one, 'e', 'range');
  expect(keysOf(down)).toEqual(['c', 'd', 'e']);
  expect(keysOf(chooseKey(order, down, 'b', 'range'))).toEqual(['b', 'c']);
});

it('begins a range anew where its beginning is not in the list any more', () => {
  const gone = chooseKey(order, null, 'x', 'toggle');
  expect(keysOf(chooseKey(order, gone, 'b', 'range'))).toEqual(['b', 'x']);
  expect(keysOf(chooseKey(order, null, 'b', 'range'))).toEqual(['b']);
});
