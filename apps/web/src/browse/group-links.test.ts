import { expect, it } from 'vitest';
import { groupLinks } from './group-links.js';

const link = (path: string, target: string, exists = true): Parameters<typeof groupLinks>[0][number] => ({
  path,
  target,
  exists,
});

it('puts links together by where they are and where they lead, the broken ones first', () => {
  const links = [
    link('J2/imported/a.tiff', '/data/krios/a.tiff'),
    link('J10/imported/b.tiff', '/data/krios/b.tiff'),
    link('J2/imported/c.tiff', '/data/krios/c.tiff'),
    link('S1/import_movies/d.tiff', '/gone/d.tiff', false),
    link('S1/import_movies/e.tiff', '/gone/e.tiff', false),
    link('J2/imported/f.tiff', '/gone/f.tiff', false),
  ];
  expect(groupLinks(links)).toEqual([
    { owner: 'S1', folder: '/gone', count: 2, broken: ['S1/import_movies/d.tiff', 'S1/import_movies/e.tiff'] },
    { owner: 'J2', folder: '/gone', count: 1, broken: ['J2/imported/f.tiff'] },
    { owner: 'J2', folder: '/data/krios', count: 2, broken: [] },
    { owner: 'J10', folder: '/data/krios', count: 1, broken: [] },
  ]);
});

it('reads links of the directory itself, to the root, and within the project', () => {
  expect(groupLinks([link('raw', '/data'), link('J1/x.mrc', 'stacks/x.mrc'), link('J1/y.mrc', 'x.mrc')])).toEqual([
    { owner: '', folder: '/', count: 1, broken: [] },
    { owner: 'J1', folder: '.', count: 1, broken: [] },
    { owner: 'J1', folder: 'stacks', count: 1, broken: [] },
  ]);
});
