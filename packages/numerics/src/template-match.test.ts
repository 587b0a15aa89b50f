import { describe, expect, it } from 'vitest';
import { createImage, createRandom, matchTemplates, reference, type Stack } from './index.js';

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

const cases: [number, number, number, number, number][] = [
  [1, 1, 1, 1, 3],
  [7, 12, 1, 5, 2.5],
  [20, 9, 3, 6, 3],
  [33, 40, 5, 9, 4],
  // Templates larger than the image.
  [5, 6, 4, 15, 6],
];

describe.each(cases)(
  'matching of %i x %i pixels with %i templates of %i, radius %f',
  (height, width, count, size, radius) => {
    const image = createImage(height, width, noise(height * width, height));
    const templates: Stack = { count, height: size, width: size, data: noise(count * size * size, width) };

    it.each([1, 3])('agrees with the definition on %i threads', async (threads) => {
      const got = await matchTemplates(image, templates, radius, { threads });
      const wanted = reference.matchTemplates(image, templates, radius);
      got.score.forEach((score, at) => {
        // Single precision transforms of values of size 1; a template has sum of squares 1.
        expect(Math.abs(score - (wanted.score[at] ?? NaN))).toBeLessThan(2e-5);
        // Where two templates are as good to rounding, either may be named.
        const named = wanted.scores[got.index[at] ?? NaN]?.[at] ?? NaN;
        expect(Math.abs(named - (wanted.score[at] ?? NaN))).toBeLessThan(2e-5);
      });
    });
  },
);

it('names the first of equal templates, for any number of threads', async () => {
  const image = createImage(30, 30, noise(900, 1));
  const one = noise(25, 2);
  const data = new Float32Array(25 * 8);
  for (let i = 0; i < 8; i++) data.set(one, 25 * i);
  for (const threads of [1, 2, 4]) {
    const { index } = await matchTemplates(image, { count: 8, height: 5, width: 5, data }, 3, { threads });
    expect(index.every((value) => value === 0)).toBe(true);
  }
});

it('gives the same bits for any number of threads', async () => {
  const image = createImage(60, 70, noise(4200, 1));
  const templates: Stack = { count: 13, height: 11, width: 11, data: noise(13 * 121, 3) };
  expect(await matchTemplates(image, templates, 5, { threads: 4 })).toEqual(await matchTemplates(image, templates, 5));
});

it('scores 0 for a template without contrast', async () => {
  const templates: Stack = { count: 1, height: 4, width: 4, data: new Float32Array(16).fill(3) };
  const { score } = await matchTemplates(createImage(9, 9, noise(81, 5)), templates, 2);
  expect(score.every((value) => Math.abs(value) < 1e-6)).toBe(true);
});

it('rejects what does not fit', async () => {
  const templates: Stack = { count: 2, height: 4, width: 4, data: new Float32Array(16) };
  await expect(matchTemplates(createImage(9, 9), templates, 2)).rejects.toThrow('2 templates of 4 x 4');
  await expect(matchTemplates(createImage(9, 9), { ...templates, count: 1 }, NaN)).rejects.toThrow('radius NaN px');
});
