import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, findIds, findNumbers, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { splitRows } from './split.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'sets-'));
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

const particles = (uids: number[], paths: string[] = []): Dataset =>
  createStandardDataset(uids.length, {
    uid: BigUint64Array.from(uids, BigInt),
    'blob/path': uids.map((_, row) => paths[row] ?? 'a.mrcs'),
    'blob/idx': uids,
    'blob/psize_A': uids.map((uid) => uid / 2),
  });
const run = async (
  params: Record<string, unknown>,
  A: Dataset[],
  B: Dataset[] = [],
): Promise<Record<string, number[]>> => {
  const { outputs } = await runJob('particle_sets', { projectDir, params, inputs: { particles_A: A, particles_B: B } });
  for (const output of Object.values(outputs)) {
    // What the rows carry goes with them.
    const uids = Array.from(findIds(output, 'uid') ?? [], Number);
    expect(Array.from(findNumbers(output, 'blob/psize_A') ?? [])).toEqual(uids.map((uid) => uid / 2));
  }
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, Array.from(findIds(output, 'uid') ?? [], Number)]),
  );
};

describe('split', () => {
  it('shares out evenly, in order, whatever was connected how', async () => {
    expect(await run({ set_split_num: 3 }, [particles([1, 2, 3, 4]), particles([5, 6, 7])])).toEqual({
      split_0: [1, 2, 3],
      split_1: [4, 5],
      split_2: [6, 7],
      remainder: [],
    });
  });

  it('by count, the rest left over', async () => {
    expect(await run({ set_split_num: 2, set_split_size: 2 }, [particles([1, 2, 3, 4, 5])])).toEqual({
      split_0: [1, 2],
      split_1: [3, 4],
      remainder: [5],
    });
  });

  it('at random: a partition, the same for the same seed, another for another', () => {
    const split = (seed: number): ReturnType<typeof splitRows> => splitRows(1000, { batches: 2, size: 100, seed });
    const { batches, rest } = split(1);
    expect([...batches.flat(), ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, row) => row));
    expect(split(1)).toEqual(split(1));
    expect(split(2).batches[0]).not.toEqual(batches[0]);
    // Drawn from all: the mean of 100 of 0..999 has a deviation of 27.
    const mean = (batches[0] ?? []).reduce((sum, row) => sum + row, 0) / 100;
    expect(Math.abs(mean - 499.5)).toBeLessThan(140);
  });

  it('gives empty batches where there are too few', () => {
    expect(splitRows(1, { batches: 3, size: null, seed: 1 })).toEqual({ batches: [[0], [], []], rest: [] });
  });
});

describe('two sets', () => {
  it('by uid', async () => {
    expect(await run({ set_operation: 'intersect' }, [particles([1, 2, 3])], [particles([4, 3, 2])])).toEqual({
      intersect: [2, 3],
      intersect_B: [3, 2],
      A_minus_B: [1],
      B_minus_A: [4],
    });
  });

  it('by path and place in the stack', async () => {
    const b = particles([11, 2], ['a.mrcs', 'b.mrcs']);
    const found = await run({ set_operation: 'intersect', set_intersection_field: 'path' }, [particles([11, 2])], [b]);
    expect(found).toEqual({ intersect: [11], intersect_B: [11], A_minus_B: [2], B_minus_A: [2] });
  });

  it('all of either, once', async () => {
    expect(await run({ set_operation: 'union' }, [particles([3, 1])], [particles([1, 2])])).toEqual({
      union: [3, 1, 2],
    });
  });

  it('needs the second', async () => {
    await expect(run({ set_operation: 'union' }, [particles([3, 1])])).rejects.toThrow('connect particles_B too');
  });
});

it('works on exposures too', async () => {
  const exposures = createStandardDataset(2, {
    uid: BigUint64Array.of(1n, 2n),
    'movie_blob/path': ['a.tiff', 'b.tiff'],
  });
  const inputs = { exposures_A: [exposures] };
  const { outputs } = await runJob('exposure_sets', {
    projectDir,
    params: { set_split_size: 1, set_split_num: 1 },
    inputs,
  });
  expect(outputs['split_0']?.columns.get('movie_blob/path')?.data).toEqual(['a.tiff']);
  expect(outputs['remainder']?.columns.get('movie_blob/path')?.data).toEqual(['b.tiff']);
});
