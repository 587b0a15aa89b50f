import { expect, it } from 'vitest';
import { nameFilter } from './name-filter.js';

it.each([
  ['*', 'a/b.mrc', true],
  ['*.tiff', 'a/b.tiff', true],
  ['*.tiff', 'a.tiff/b.mrc', false],
  ['*_fractions.tiff', 'GridSquare_1/Data/x_fractions.tiff', true],
  ['Images-Disc1/*/Data/*.eer', 'Images-Disc1/GridSquare_1/Data/x.eer', true],
  ['Images-Disc1/*/Data/*.eer', 'Images-Disc1/Data/x.eer', false],
  ['**/Data/*.eer', 'Data/x.eer', true],
  ['**/Data/*.eer', 'a/b/c/Data/x.eer', true],
  ['**/Data/*.eer', 'a/b/c/Data/d/x.eer', false],
  ['Data/**', 'Data/d/x.eer', true],
])('%s fits %s: %s', (pattern, path, is) => {
  expect(nameFilter(pattern)(path)).toBe(is);
});

it('takes no exponential time', () => {
  const filter = nameFilter(`${'**/a*a*a*/'.repeat(40)}x`);
  expect(filter(`${'aaaaaaaa/'.repeat(200)}y`)).toBe(false);
});
