import { expect, it } from 'vitest';
import type { Facts } from './facts.js';
import { listOf, readBrowseSearch, toggled } from './search.js';
import { isNarrowed, selectItems } from './select-items.js';

const base: Facts = {
  key: '',
  kind: 'job',
  uid: '',
  number: 0,
  title: '',
  description: '',
  tags: [],
  starredBy: [],
  createdAt: '',
  creatorId: null,
  accessedAt: '',
  size: 0,
  jobs: 0,
  status: '',
  type: '',
  category: '',
};
const all = [
  { number: 1, uid: 'J1', title: 'Import 2', status: 'completed', type: 'import_movies', tags: ['T1'], size: 5 },
  { number: 2, uid: 'J2', title: 'import 10', status: 'failed', type: 'import_movies', tags: ['T1', 'T2'], size: 9 },
  { number: 3, uid: 'J3', title: 'CTF', status: 'running', type: 'patch_ctf', starredBy: ['me'], size: 9 },
].map((part) => ({ item: part.uid, facts: { ...base, key: `P1-${part.uid}`, ...part } }));
const find = (search: object, sort = 'number'): string[] =>
  selectItems(all, readBrowseSearch({ ...search }), 'me', sort).map(({ item }) => item);

it('finds by words, tags, stars, states and types, all of which must fit', () => {
  expect(find({ q: 'import' })).toEqual(['J1', 'J2']);
  expect(find({ q: 'J2' })).toEqual(['J2']);
  expect(find({ tags: 'T1,T2' })).toEqual(['J2']);
  expect(find({ star: true })).toEqual(['J3']);
  expect(find({ status: 'failed,running' })).toEqual(['J2', 'J3']);
  expect(find({ status: 'failed', type: 'patch_ctf' })).toEqual([]);
});

it('sorts text as people read it and turns the order with a minus', () => {
  expect(find({}, 'title')).toEqual(['J3', 'J1', 'J2']);
  expect(find({ sort: '-number' })).toEqual(['J3', 'J2', 'J1']);
  // What is equal stays in the order of its numbers either way.
  expect(find({ sort: '-size' })).toEqual(['J2', 'J3', 'J1']);
});

it('reads an address that anybody may have typed', () => {
  expect(readBrowseSearch({ q: 12, sel: { a: 1 }, star: 'yes', view: '' })).toEqual({ q: '12' });
  expect(isNarrowed({ sort: 'title', view: 'table' })).toBe(false);
  expect([toggled(undefined, 'a'), toggled('a,b', 'a'), toggled('a', 'a')]).toEqual(['a', 'b', undefined]);
  expect(listOf('')).toEqual([]);
});
