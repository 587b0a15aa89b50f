import { createRandom } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { keepApart, type Placed } from './keep-apart.js';

const rows = (list: readonly [x: number, y: number, image: number, particle: number, score: number][]): Placed => ({
  xA: list.map(([x]) => x),
  yA: list.map(([, y]) => y),
  images: list.map(([, , image]) => image),
  particles: list.map(([, , , particle]) => particle),
  scores: list.map(([, , , , score]) => score),
});

it('keeps the best of particles that lie too near, each image by itself', () => {
  const placed = rows([
    [0, 0, 1, 1, 0.5],
    [15, 0, 1, 2, 0.9],
    [30, 0, 1, 3, 0.4],
    [0, 5, 2, 4, 0.1],
    [36, 0, 1, 5, 0.1],
  ]);
  // Of the first two the better; the third is 15 Å from it; the last one is then far enough.
  expect([...keepApart(placed, 20)]).toEqual([0, 1, 0, 1, 1]);
  expect([...keepApart(placed, 10)]).toEqual([1, 1, 1, 1, 0]);
});

it('of equals the first is kept', () => {
  expect([...keepApart(rows([0, 1, 2].map((i) => [i, 0, 1, i, 0])), 20)]).toEqual([1, 0, 0]);
});

it('copies of one particle stay together, and go together', () => {
  const placed = rows([
    [0, 0, 1, 7, 0.3],
    [1, 0, 1, 7, 0.3],
    [100, 0, 1, 7, 0.8],
    [99, 0, 1, 8, 0.5],
    [200, 0, 1, 8, 0.5],
    [201, 0, 1, 9, 0.1],
  ]);
  expect([...keepApart(placed, 10)]).toEqual([1, 1, 1, 0, 0, 1]);
});

it('agrees with looking at all pairs', () => {
  const random = createRandom(1);
  const count = 400;
  const draw = (most: number): number[] => Array.from({ length: count }, () => most * random.uniform() - most / 2);
  const placed: Placed = {
    xA: draw(500),
    yA: draw(500),
    images: Array.from({ length: count }, () => random.integer(3)),
    particles: Array.from({ length: count }, (_, i) => i),
    scores: draw(1),
  };
  const kept = keepApart(placed, 30);
  const near = (a: number, b: number): boolean =>
    placed.images[a] === placed.images[b] &&
    Math.hypot((placed.xA[a] ?? 0) - (placed.xA[b] ?? 0), (placed.yA[a] ?? 0) - (placed.yA[b] ?? 0)) < 30;
  const all = Array.from({ length: count }, (_, i) => i);
  for (const row of all) {
    const better = all.filter((other) => other !== row && kept[other] === 1 && near(row, other));
    if (kept[row] === 1) expect(better).toEqual([]);
    // Whoever is left out lies near somebody kept who is better.
    else expect(better.some((other) => (placed.scores[other] ?? 0) > (placed.scores[row] ?? 0))).toBe(true);
  }
});
