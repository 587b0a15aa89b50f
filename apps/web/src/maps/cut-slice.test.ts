import { expect, it } from 'vitest';
import { cutSlice, greysOf } from './cut-slice.js';

const map = { size: [2, 3, 4] as const, data: Float32Array.from({ length: 24 }, (_, i) => i) };

it('cuts across each axis', () => {
  expect(cutSlice(map, 'z', 1)).toEqual({ width: 2, height: 3, values: Float32Array.of(6, 7, 8, 9, 10, 11) });
  expect([...cutSlice(map, 'y', 2).values]).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
  expect([...cutSlice(map, 'x', 1).values]).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]);
});

it('is black at the low end, white at the high end, and stays so beyond', () => {
  expect([...greysOf(Float32Array.of(-9, 0, 1, 9), 0, 2)].filter((_, i) => i % 4 === 0)).toEqual([0, 0, 128, 255]);
});
