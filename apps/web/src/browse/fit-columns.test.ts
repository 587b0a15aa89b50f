import { expect, it } from 'vitest';
import { fitColumns } from './fit-columns.js';

const columns = [
  { name: 'uid', width: '60px' },
  { name: 'title', width: 'minmax(140px, 1.5fr)' },
  { name: 'description', width: 'minmax(100px, 1fr)', spare: 2 },
  { name: 'tags', width: 'minmax(80px, 1fr)', spare: 1 },
];
// 60 + 140 + 100 + 80 px, a gap of 12 px after each, 94 px beside them.
const whole = 380 + 4 * 12 + 94;
const at = (width: number): string[] => fitColumns(columns, width).map(({ name }) => name);

it('leaves out what can be spared, the most spare first, until the rest fits', () => {
  expect(at(whole)).toEqual(['uid', 'title', 'description', 'tags']);
  expect(at(whole - 1)).toEqual(['uid', 'title', 'tags']);
  expect(at(whole - 113)).toEqual(['uid', 'title']);
  expect(at(10)).toEqual(['uid', 'title']);
});
