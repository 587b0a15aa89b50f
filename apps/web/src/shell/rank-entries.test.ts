import { expect, it } from 'vitest';
import { rankEntries, type JumpEntry } from './rank-entries.js';

const entry = (key: string, title: string, where = ''): JumpEntry => ({
  key,
  kind: 'job',
  uid: key.split('-').at(-1) ?? '',
  title,
  where,
});
const entries = [
  entry('P1', 'Apoferritin'),
  entry('P1-J2', 'Import of apoferritin movies'),
  entry('P1-J12', 'Patch CTF'),
  entry('P2-J2', 'Patch motion', 'P2 Apoferritin again'),
];
const find = (text: string, recent: string[] = []): string[] =>
  rankEntries(entries, text, recent).map(({ key }) => key);

it('puts a number that is typed in full before everything', () => {
  expect(find('j2')).toEqual(['P1-J2', 'P2-J2']);
  expect(find('P2 J2')).toEqual(['P2-J2']);
});

it('puts titles that start with the words before those that hold them, and places last', () => {
  expect(find('apof')).toEqual(['P1', 'P1-J2', 'P2-J2']);
  expect(find('ctf patch')).toEqual(['P1-J12']);
  expect(find('nothing')).toEqual([]);
});

it('begins with what was opened last', () => {
  expect(find('', ['P2-J2', 'gone'])[0]).toBe('P2-J2');
  expect(find('')).toHaveLength(4);
});
