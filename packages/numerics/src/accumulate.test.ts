import { describe, expect, it } from 'vitest';
import { combineImages, createMovieStack, createRandom, reference, type MovieStack } from './index.js';

async function noiseStack(count: number, height: number, width: number): Promise<[MovieStack, Float32Array[]]> {
  const random = createRandom(height + width);
  const stack = createMovieStack('f32', count, height, width);
  const data = Array.from({ length: count }, () =>
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
  for (const [i, image] of data.entries()) await stack.handle.setFrame(i, image);
  return [stack, data];
}

describe.each([
  [12, 16, 12, 16],
  [13, 11, 15, 12],
  [24, 35, 25, 36],
])('images of %i x %i enlarged to %i x %i', (height, width, rows, columns) => {
  it('are combined as the twin does', async () => {
    const [stack, data] = await noiseStack(2, height, width);
    const curve = (output: number, image: number, k: number): number =>
      1 + 0.3 * output - 0.4 * image * k * k + 0.1 * Math.cos(3 * k);
    const curves = [0, 1].map((output) =>
      [0, 1].map((image) => Float32Array.from({ length: 513 }, (_, i) => curve(output, image, (0.75 * i) / 512))),
    );
    const axis = Float32Array.from({ length: 513 }, (_, i) => 1 + 0.2 * Math.cos((Math.PI * i) / 512));
    const shape = { padded: [rows, columns], cropped: [rows, columns], kept: [height, width] } as const;
    for (const threads of [1, 3]) {
      const images = await combineImages(stack, { curves, curveEnd: 0.75, axis, ...shape }, { threads });
      images.forEach((image, output) => {
        const wanted = reference.combineImages(
          data,
          [height, width],
          [rows, columns],
          (index, k) => curve(output, index, k),
          (k) => 1 + 0.2 * Math.cos(2 * Math.PI * k),
        );
        image.data.forEach((value, i) => {
          // Curves of 513 values are good to 1e-5.
          expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-4);
        });
      });
    }
    await stack.release();
  });
});

it('keeps means when it crops', async () => {
  const [stack, data] = await noiseStack(1, 30, 40);
  const curves = [[Float32Array.of(1, 1)]];
  const shapes = { padded: [32, 40], cropped: [16, 20], kept: [15, 20] } as const;
  const [image] = await combineImages(stack, { curves, curveEnd: 1, axis: Float32Array.of(1, 1), ...shapes });
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(image?.data.length).toBe(300);
  expect(Math.abs(mean(image?.data ?? new Float32Array()) - mean(data[0] ?? new Float32Array()))).toBeLessThan(0.05);
  await stack.release();
});

it('refuses shapes that do not follow from each other', async () => {
  const [stack] = await noiseStack(1, 6, 6);
  const combination = {
    curves: [[Float32Array.of(1, 1)]],
    curveEnd: 1,
    axis: Float32Array.of(1, 1),
    padded: [5, 6],
    cropped: [5, 6],
    kept: [5, 6],
  } as const;
  await expect(combineImages(stack, combination)).rejects.toThrow('images of 6 x 6 cannot become 5 x 6');
});
