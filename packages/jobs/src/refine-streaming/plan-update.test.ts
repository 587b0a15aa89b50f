import { expect, it } from 'vitest';
import { planUpdate } from './plan-update.js';

const settled = { given: 1000, fresh: 0, gone: 0, refined: 1000, searchedWith: 800 };
const wait = { first: 200, idle: false };

it.each([
  ['too few', { ...settled, given: 150, fresh: 150, refined: 0, searchedWith: 0 }, null, null],
  ['enough for a first map', { ...settled, given: 200, fresh: 200, refined: 0, searchedWith: 0 }, 'search', 'search'],
  ['nothing new', settled, null, null],
  ['a few new ones', { ...settled, given: 1100, fresh: 100 }, null, 'add'],
  ['a quarter more', { ...settled, given: 1250, fresh: 250 }, 'add', 'add'],
  ['some rejected', { ...settled, given: 950, gone: 50 }, null, 'add'],
  ['twice as many as when all views were tried', { ...settled, given: 1600, fresh: 600 }, 'search', 'search'],
  ['other classes selected', { ...settled, given: 500, fresh: 500, gone: 1000 }, 'search', 'search'],
] as const)('%s', (_, counts, now, idle) => {
  expect(planUpdate(counts, wait)).toBe(now);
  expect(planUpdate(counts, { ...wait, idle: true })).toBe(idle);
});

it('costs a few refinements of all particles, however slowly they come', () => {
  let [refined, searchedWith, cost] = [0, 0, 0];
  for (let given = 200; given <= 20_000; given += 20) {
    const due = planUpdate({ given, fresh: given - refined, gone: 0, refined, searchedWith }, wait);
    if (due === null) continue;
    // All views cost about five times what going on from poses does.
    cost += due === 'search' ? given : 0.2 * given + (given - refined);
    if (due === 'search') searchedWith = given;
    refined = given;
  }
  expect(cost / 20_000).toBeLessThan(4);
});
