import { expect, it } from 'vitest';
import { createMovieStack, createRandom, detectFrame, drawNormals, reference, type PixelKind } from './index.js';

const none = { pixels: new Uint32Array(0), means: new Float32Array(0) };

async function draw(
  expected: Float32Array,
  response: Float32Array,
  {
    kind = 'u16',
    threads = 1,
    background = none,
    height = 1,
  }: Partial<{
    kind: PixelKind;
    threads: number;
    background: typeof none;
    height: number;
  }> = {},
): Promise<Float32Array> {
  const width = expected.length / height;
  const [mean, counts] = [createMovieStack('f32', 1, height, width), createMovieStack(kind, 2, height, width)];
  try {
    await mean.handle.setFrame(0, expected);
    await detectFrame(mean, response, background, { seed: 7, stream: 3 }, counts, 1, { threads });
    return await counts.handle.frame(1);
  } finally {
    await Promise.all([mean.release(), counts.release()]);
  }
}

it.each(['u8', 'u16', 'i16', 'f32'] as const)('draws %s counts as its twin does', async (kind) => {
  const random = createRandom(1);
  const length = 3 * 1237;
  const expected = Float32Array.from({ length }, (_, i) =>
    i % 50 === 0 ? 60 * random.uniform() : 4 * random.uniform(),
  );
  const response = Float32Array.from({ length }, (_, i) => (i % 11 === 0 ? 0 : 0.8 + 0.4 * random.uniform()));
  const background = { pixels: Uint32Array.from([5, 1000]), means: Float32Array.from([40, 3]) };
  const got = await draw(expected, response, { kind, background, height: 3 });
  const twin = reference.createCounterRandom(7, 3);
  const more = new Map(Array.from(background.pixels, (pixel, i) => [pixel, background.means[i] ?? 0]));
  const wrong = Array.from(got).filter((count, i) => {
    const mean = Math.fround((expected[i] ?? 0) * (response[i] ?? 0)) + (more.get(i) ?? 0);
    return count !== reference.drawPoisson(mean, twin, i);
  });
  // Single precision moves the steps of the distribution by 1e-7: a uniform number rarely falls between.
  expect(wrong.length).toBeLessThanOrEqual(1);
});

it('gives the same counts for any number of threads, and others for another frame', async () => {
  const expected = new Float32Array(200_000).fill(1.7);
  const response = new Float32Array(200_000).fill(1);
  const one = await draw(expected, response);
  expect(await draw(expected, response, { threads: 3 })).toEqual(one);
  const mean = one.reduce((sum, count) => sum + count, 0) / one.length;
  const variance = one.reduce((sum, count) => sum + (count - mean) ** 2, 0) / one.length;
  // Five standard errors of the mean and of the variance.
  expect(Math.abs(mean - 1.7)).toBeLessThan(5 * Math.sqrt(1.7 / one.length));
  expect(Math.abs(variance - 1.7)).toBeLessThan(5 * Math.sqrt((1.7 + 2 * 1.7 ** 2) / one.length));
});

it('fits no frame but one of its size', async () => {
  await expect(draw(new Float32Array(12), new Float32Array(11))).rejects.toThrow('12 expected values and 11 responses');
});

it('draws normal numbers as its twin does, with moments 0, 1, 0 and 3', async () => {
  const values = await drawNormals(100_001, { seed: 3, stream: 9 }, { threads: 3 });
  expect(values).toEqual(await drawNormals(100_001, { seed: 3, stream: 9 }));
  const twin = reference.createCounterRandom(3, 9);
  for (let pair = 0; pair < 50_000; pair += 997) {
    const [a, b] = twin.normals(pair);
    expect(values[2 * pair]).toBeCloseTo(a, 5);
    expect(values[2 * pair + 1]).toBeCloseTo(b, 5);
  }
  const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  // Five standard errors: sqrt(1, 2, 15, 96 / n).
  [0, 1, 0, 3].forEach((wanted, i) => {
    const error = Math.sqrt(([1, 2, 15, 96][i] ?? 0) / values.length);
    expect(Math.abs(moment(i + 1) - wanted)).toBeLessThan(5 * error);
  });
});
