import { describe, expect, it } from 'vitest';
import {
  computeMovieStatistics,
  computeStatistics,
  createMovieStack,
  createRandom,
  mergeStatistics,
  reference,
  type Statistics,
} from './index.js';

function noise(length: number, offset: number, seed = 8): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => offset + random.normal());
}

function expectSame(got: Statistics, wanted: Statistics): void {
  expect(got).toMatchObject({
    minimum: wanted.minimum,
    maximum: wanted.maximum,
    finiteCount: wanted.finiteCount,
    notANumberCount: wanted.notANumberCount,
    infiniteCount: wanted.infiniteCount,
  });
  // Double precision sums, in another order than the twin's.
  expect(got.mean).toBeCloseTo(wanted.mean, 9);
  expect(got.standardDeviation).toBeCloseTo(wanted.standardDeviation, 9);
}

describe.each([1, 2, 15, 16, 17, 65_535, 65_537, 200_003])('statistics of %i values', (length) => {
  it.each([0, 1e5])('around %d agree with the definition and with any thread count', async (offset) => {
    const values = noise(length, offset);
    const one = await computeStatistics(values);
    expectSame(one, reference.statisticsByDefinition(values));
    expect(await computeStatistics(values, { threads: 3 })).toEqual(one);
  });
});

it('counts what is not a finite number and leaves it out', async () => {
  const values = noise(70_000, 3);
  values.fill(NaN, 10, 25);
  values[69_999] = Infinity;
  values[30] = -Infinity;
  expectSame(await computeStatistics(values), reference.statisticsByDefinition(values));
  const none = await computeStatistics(Float32Array.from([NaN, NaN]));
  expect(none).toMatchObject({ notANumberCount: 2, finiteCount: 0, mean: NaN });
});

it('merges to the statistics of the whole', async () => {
  const values = noise(1000, 5);
  const parts = [values.subarray(0, 333), values.subarray(333, 334), values.subarray(334)];
  const [first, ...rest] = await Promise.all(parts.map((part) => computeStatistics(part)));
  if (first === undefined) throw new Error('there are three parts');
  expectSame(rest.reduce(mergeStatistics, first), reference.statisticsByDefinition(values));
  const empty = await computeStatistics(Float32Array.from([NaN]));
  expect(mergeStatistics(empty, first)).toEqual({ ...first, notANumberCount: 1 });
});

it.each(['u8', 'i8', 'u16', 'i16', 'f32'] as const)('reads %s movies as they are', async (kind) => {
  const movie = createMovieStack(kind, 3, 20, 31);
  const frames = [1, 2, 3].map((seed) => noise(620, 60, seed).map(Math.round));
  for (const [index, frame] of frames.entries()) await movie.handle.setFrame(index, frame);
  const wanted = reference.statisticsByDefinition(frames.slice(1).flatMap((frame) => Array.from(frame)));
  expectSame(await computeMovieStatistics(movie, { firstFrame: 1, threads: 2 }), wanted);
  await movie.release();
});
