import { jobRegisterParamSpec, type JobRegisterParamSpec } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { groupParams, readParam, showParam } from './param-values.js';

const spec = (part: object): JobRegisterParamSpec => jobRegisterParamSpec.parse({ title: 'A', ...part });

it('reads numbers within their bounds and says what is wrong with others', () => {
  const number = spec({ type: 'number', ge: 0, lt: 1 });
  expect(readParam(number, ' 0,25 ')).toEqual({ value: 0.25 });
  expect(readParam(number, '')).toEqual({ value: null });
  expect(readParam(number, '1')).toEqual({ wrong: 'Expected less than 1.' });
  expect(readParam(number, '-1')).toEqual({ wrong: 'Expected 0 or more.' });
  expect(readParam(number, 'two')).toEqual({ wrong: 'Expected a number.' });
  expect(readParam(spec({ type: 'integer' }), '2.5')).toEqual({ wrong: 'Expected a whole number.' });
  expect(readParam(spec({ type: 'number', required_param: true }), '')).toEqual({ wrong: 'This must be given.' });
});

it('wants absolute paths, and lets optional ones be emptied', () => {
  const path = spec({ type: 'string', format: 'path' });
  expect(readParam(path, 'data/x.mrc')).toEqual({ wrong: 'An absolute path starts with /.' });
  expect(readParam(path, '')).toEqual({ value: null });
  expect(readParam(path, '/data/*.tiff')).toEqual({ value: '/data/*.tiff' });
});

it('shows what it reads', () => {
  expect(showParam(spec({ type: 'boolean' }), 1)).toBe('true');
  expect(showParam(spec({ type: 'boolean' }), undefined)).toBe('false');
  expect(showParam(spec({ type: 'number' }), 0.1 + 0.2)).toBe('0.3');
  expect(showParam(spec({ type: 'string' }), null)).toBe('');
});

it('puts parameters under their sections and keeps hidden ones out', () => {
  const specs = {
    a: spec({ type: 'number', section: { name: 's', title: 'Search' } }),
    b: spec({ type: 'number', advanced: true }),
    c: spec({ type: 'number', hidden: true }),
    d: spec({ type: 'number', section: { name: 's', title: 'Search' } }),
  };
  const names = (advanced: boolean): unknown =>
    groupParams(specs, advanced).map(({ title, entries }) => [title, entries.map(([name]) => name)]);
  expect(names(false)).toEqual([['Search', ['a', 'd']]]);
  expect(names(true)).toEqual([
    ['Search', ['a', 'd']],
    ['', ['b']],
  ]);
});
