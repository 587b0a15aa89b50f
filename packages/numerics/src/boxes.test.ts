import { describe, expect, it } from 'vitest';
import { createImage, createRandom, cutBoxes, normaliseBoxes, reference, type Stack } from './index.js';

it.each([1, 3])('cuts the pixels that are there, on %i threads', async (threads) => {
  const image = createImage(
    7,
    9,
    Float32Array.from({ length: 63 }, (_, i) => i),
  );
  const corners = [
    { top: 0, left: 0 },
    { top: 4, left: 6 },
    { top: 2, left: 1 },
  ];
  const { data } = await cutBoxes(image, corners, 3, { threads });
  const wanted = corners.flatMap(({ top, left }) =>
    [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => (top + y) * 9 + left + x)),
  );
  expect(Array.from(data)).toEqual(wanted);
});

it('refuses boxes that reach out of the image', async () => {
  await expect(cutBoxes(createImage(7, 9), [{ top: 5, left: 0 }], 3)).rejects.toThrow('row 5, column 0 reaches out');
  await expect(cutBoxes(createImage(2, 2), [{ top: 0, left: 0 }], 3)).rejects.toThrow('reaches out of 2 x 2');
});

describe.each([
  [6, 2],
  [9, 3.2],
  [16, 5],
])('boxes of %i px with a radius of %f', (size, radius) => {
  const random = createRandom(size);
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => 100 + (i % size) * 0.7 + random.normal());
  data[size] = NaN;
  const stack: Stack = { count: 3, height: size, width: size, data };

  it.each([1, 3])('are normalised as by definition on %i threads', async (threads) => {
    const got = await normaliseBoxes(stack, radius, { sign: -1, threads });
    const area = size * size;
    const wanted = [0, 1, 2].flatMap((i) =>
      Array.from(reference.normaliseBox(data.subarray(i * area, (i + 1) * area), size, radius, -1)),
    );
    // Pixels near 100 are held to 4e-6.
    got.data.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});

it('leaves a flat box at 0 and refuses a radius without background', async () => {
  const flat: Stack = { count: 1, height: 8, width: 8, data: new Float32Array(64).fill(7) };
  expect((await normaliseBoxes(flat, 3)).data.every((value) => value === 0)).toBe(true);
  await expect(normaliseBoxes(flat, 4)).rejects.toThrow('has no background beyond a radius of 4 px');
});
