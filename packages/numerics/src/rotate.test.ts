import { describe, expect, it } from 'vitest';
import { createRandom, reference, rotateImages, type Stack } from './index.js';

function stackOf(count: number, size: number, value: (image: number, y: number, x: number) => number): Stack {
  const data = Float32Array.from({ length: count * size * size }, (_, i) =>
    value(Math.floor(i / (size * size)), Math.floor((i % (size * size)) / size), i % size),
  );
  return { count, height: size, width: size, data };
}

function worst(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(got.length).toBe(wanted.length);
  return Array.from(got).reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0);
}

describe.each([1, 2, 9, 16])('rotation of squares of %i pixels', (size) => {
  const random = createRandom(size);
  const stack = stackOf(2, size, () => random.normal());
  const angles = [0, 0.3, Math.PI / 2, -2, 11];

  it.each([1, 3])('agrees with the definition on %i threads', async (threads) => {
    const turned = await rotateImages(stack, angles, { threads });
    expect(turned.count).toBe(10);
    const wanted = [0, 1].flatMap((i) =>
      angles.flatMap((angle) =>
        Array.from(reference.rotateImage(stack.data.subarray(i * size * size, (i + 1) * size * size), size, angle)),
      ),
    );
    // Weights come from a table of 1024 places a pixel; noise of size 1 changes by up to about pi a pixel.
    expect(worst(turned.data, wanted)).toBeLessThan(0.01);
  });
});

it('leaves an image alone at angle 0 and is exact at a quarter turn, from x towards y', async () => {
  const random = createRandom(2);
  const stack = stackOf(1, 11, () => random.normal());
  const { data } = await rotateImages(stack, [0, Math.PI / 2]);
  expect(worst(data.subarray(0, 121), stack.data)).toBeLessThan(1e-6);
  const quarter = stackOf(1, 11, (_, y, x) => stack.data[(10 - x) * 11 + y] ?? NaN);
  expect(worst(data.subarray(121), quarter.data)).toBeLessThan(1e-5);
  const dot = await rotateImages(
    stackOf(1, 11, (_, y, x) => (y === 5 && x === 8 ? 1 : 0)),
    [Math.PI / 2],
  );
  expect(dot.data.indexOf(Math.max(...dot.data))).toBe(8 * 11 + 5);
});

it('comes back after two turns, as far as detail is kept', async () => {
  const blob = stackOf(1, 48, (_, y, x) => Math.exp(-((x - 30) ** 2 + (y - 20) ** 2) / 8));
  const there = await rotateImages(blob, [0.7]);
  expect(worst((await rotateImages(there, [-0.7])).data, blob.data)).toBeLessThan(0.01);
});

it('rejects what does not fit', async () => {
  const image = { count: 1, height: 2, width: 3, data: new Float32Array(6) };
  await expect(rotateImages(image, [0])).rejects.toThrow('only squares');
  await expect(rotateImages({ ...image, width: 2 }, [0])).rejects.toThrow('1 images of 2 x 2 were given 6 values');
});
