import { expect, it } from 'vitest';
import { countOverTime } from './throughput-counts.js';

const at = (found_at: number, ready_at: number): never => ({ attributes: { found_at, ready_at } }) as never;

it('counts every exposure once where it was found and once where it got ready', () => {
  const counts = countOverTime([at(1000, 1015), at(1004, 0), at(1100, 1130)]);
  expect(counts.stepS).toBe(10);
  expect(counts.times[0]).toBe(1005);
  expect(counts.found[0]).toBe(2);
  expect(counts.ready.slice(0, 2)).toEqual([0, 1]);
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
  expect([sum(counts.found), sum(counts.ready)]).toEqual([3, 2]);
});

it('takes longer pieces of a longer time, and bears none at all', () => {
  const week = countOverTime([at(1e6, 1e6 + 5), at(1e6 + 7 * 86_400, 0)]);
  expect(week.times.length).toBeLessThan(61);
  expect(week.stepS).toBe(14_400);
  expect(countOverTime([]).times).toEqual([]);
});
