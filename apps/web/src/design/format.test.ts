import { expect, it } from 'vitest';
import { countOf, formatBytes, formatCount, formatSpan, formatTime } from './format.js';

it('writes bytes with three digits and a decimal unit', () => {
  expect([0, 999, 1000, 12_345, 999_949_999, 5e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '1.00 GB',
    '5.00 PB',
  ]);
});

it('writes spans in the two units that matter', () => {
  expect([0.4, 59, 60, 3599, 3600, 90_061].map(formatSpan)).toEqual([
    '0 s',
    '59 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '1 d 1 h',
  ]);
});

it('parts thousands and counts things', () => {
  expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567');
  expect([countOf(1, 'job'), countOf(0, 'job')]).toEqual(['1 job', '0 jobs']);
});

it('has no time where the record has none', () => {
  expect([null, undefined, '0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z'].map(formatTime)).toEqual(Array(4).fill('–'));
  expect(formatTime('2026-11-21T14:05:00Z')).toMatch(/^2026-11-2\d \d\d:05$/);
});
