import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createStandardDataset,
  findIds,
  findNumbers,
  findTexts,
  readMrc,
  readMrcHeader,
  writeMrc,
  type Dataset,
} from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { cutBoxes } from './cut-boxes.js';

const side = 32;
let projectDir = '';
const random = createRandom(2);
const noise = Float32Array.from({ length: 5 * side * side }, () => 3 + random.normal());

beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'downsample-'));
  await writeMrc(join(projectDir, 'a.mrcs'), { count: 5, height: side, width: side, data: noise });
  await writeMrc(join(projectDir, 'b.mrcs'), {
    count: 1,
    height: side,
    width: side,
    data: noise.slice(0, side * side),
  });
});
afterAll(() => rm(projectDir, { recursive: true, force: true }));

/** Images 4, 0, 2 of one stack and the only one of another. */
const particles = (more: Record<string, number[]> = {}): Dataset =>
  createStandardDataset(4, {
    uid: BigUint64Array.of(9n, 8n, 7n, 6n),
    'blob/path': ['a.mrcs', 'a.mrcs', 'b.mrcs', 'a.mrcs'],
    'blob/idx': [4, 0, 0, 2],
    'blob/shape': new Array<number>(8).fill(side),
    'blob/psize_A': [2, 2, 2, 2],
    'blob/sign': [1, 1, 1, 1],
    'ctf/df1_A': [1e4, 2e4, 3e4, 4e4],
    ...more,
  });
const run = async (type: string, params: Record<string, unknown>, dataset = particles()): Promise<Dataset> => {
  const { outputs } = await runJob(type, { projectDir, params, inputs: { particles: [dataset] } });
  const output = outputs['particles'];
  if (output === undefined) throw new Error('no output');
  expect(findIds(output, 'uid')).toEqual(BigUint64Array.of(9n, 8n, 7n, 6n));
  expect(findNumbers(output, 'ctf/df1_A')).toEqual(Float32Array.of(1e4, 2e4, 3e4, 4e4));
  return output;
};
const imageOf = async (dataset: Dataset, row: number): Promise<Float32Array> => {
  const path = findTexts(dataset, 'blob/path')?.[row] ?? '';
  const firstSection = findNumbers(dataset, 'blob/idx')?.[row] ?? 0;
  return (await readMrc(join(projectDir, path), { firstSection, sectionCount: 1 })).data;
};

describe('restack_particles', () => {
  it('writes the images of each row in its order, in stacks of the size asked for', async () => {
    const output = await run('restack_particles', { batch_size: 3 });
    expect(findNumbers(output, 'blob/idx')).toEqual(Uint32Array.of(0, 1, 2, 0));
    expect(new Set(findTexts(output, 'blob/path')).size).toBe(2);
    for (const [row, section] of [4, 0, 0, 2].entries()) {
      expect(await imageOf(output, row)).toEqual(noise.slice(section * side * side, (section + 1) * side * side));
    }
    const header = await readMrcHeader(join(projectDir, findTexts(output, 'blob/path')?.[0] ?? ''));
    expect([header.sections, header.pixelSizeA]).toEqual([3, 2]);
  });

  it('reads by way of the SSD cache where there is one', async () => {
    const ssd = join(projectDir, 'ssd');
    await mkdir(ssd);
    const given = {
      projectDir,
      inputs: { particles: [particles()] },
      cache: { path: ssd, quota_mb: 1, reserve_mb: 0 },
    };
    const first = await runJob('restack_particles', given);
    expect(first.log[0]).toMatch(/0 files were there, 2 copied/);
    const second = await runJob('downsample_particles', { ...given, params: { bin_size_pix: 16 } });
    expect(second.log[0]).toMatch(/2 files were there, 0 copied/);
    const restacked = first.outputs['particles'] as Dataset;
    expect(await imageOf(restacked, 0)).toEqual(noise.slice(4 * side * side));
    // A cache that cannot be used keeps no job from its work.
    const broken = await runJob('restack_particles', { ...given, cache: { ...given.cache, path: '/dev/null' } });
    expect(broken.log[0]).toMatch(/cannot be used/);
    expect(broken.outputs['particles']?.length).toBe(4);
  });

  it('refuses particles of different pixel sizes', async () => {
    const mixed = particles({ 'blob/psize_A': [2, 2, 2, 3] });
    await expect(run('restack_particles', {}, mixed)).rejects.toThrow('of different pixel sizes');
  });
});

describe('downsample_particles', () => {
  it('keeps a wave where it is, and says the new pixel size', async () => {
    const wave = (px: number): Float32Array =>
      Float32Array.from({ length: px * px }, (_, i) => Math.cos((2 * Math.PI * 3 * ((i % px) - px / 2)) / px));
    const data = new Float32Array(5 * side * side);
    for (let image = 0; image < 5; image++) data.set(wave(side), image * side * side);
    await writeMrc(join(projectDir, 'wave.mrcs'), { count: 5, height: side, width: side, data });
    const dataset = particles();
    const columns = new Map(dataset.columns);
    columns.set('blob/path', { type: 'text', data: new Array<string>(4).fill('wave.mrcs') });
    const output = await run('downsample_particles', { bin_size_pix: 16 }, { length: 4, columns });
    expect(findNumbers(output, 'blob/psize_A')).toEqual(Float32Array.of(4, 4, 4, 4));
    expect(findNumbers(output, 'blob/shape')).toEqual(new Uint32Array(8).fill(16));
    const small = await imageOf(output, 3);
    // Twice as strong, as white noise would otherwise be half as strong.
    wave(16).forEach((value, i) => {
      expect(small[i]).toBeCloseTo(2 * value, 4);
    });
  });

  it('keeps the deviation of white noise', async () => {
    const output = await run('downsample_particles', { psize_A: 4.1 });
    const small = await imageOf(output, 0);
    expect(small).toHaveLength(16 * 16);
    const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
    const deviation = Math.sqrt(small.reduce((sum, value) => sum + (value - mean) ** 2, 0) / small.length);
    // 256 values: the deviation of a deviation is 1 / sqrt(512) = 0.044.
    expect(Math.abs(deviation - 1)).toBeLessThan(0.18);
  });

  it('moves boxes onto aligned middles in whole pixels, and leaves the rest as the shift', async () => {
    const shifts = { 'alignments2D/shift': [1.25, -2, 0, 0, 0, 0, 0, 0], 'alignments2D/psize_A': [4, 4, 4, 4] };
    const output = await run('downsample_particles', { recenter_using_shifts: true }, particles(shifts));
    const moved = await imageOf(output, 0);
    // Minus the shift: 2.5 pixels to the left (3, or 2), 4 down.
    const [dx, dy] = [-Math.round(2.5), 4];
    const source = noise.subarray(4 * side * side);
    expect(moved[10 * side + 10]).toBe(source[(10 + dy) * side + 10 + dx]);
    expect(Array.from(findNumbers(output, 'alignments2D/shift') ?? []).slice(0, 2)).toEqual([1.25 + dx / 2, 0]);
  });

  it.each([
    [{ bin_size_pix: 64 }, 'Cannot crop a box of 32 pixels to 64'],
    [{ bin_size_pix: 17 }, 'expected even numbers'],
    [{ bin_size_pix: 16, psize_A: 4 }, 'not both'],
  ])('refuses %j', async (params, sentence) => {
    await expect(run('downsample_particles', params)).rejects.toThrow(sentence);
  });
});

it('cuts and pads around the centre', () => {
  const image = Float32Array.from({ length: 16 }, (_, i) => i);
  expect(Array.from(cutBoxes(image, 4, 2, () => [0, 0]))).toEqual([5, 6, 9, 10]);
  expect(Array.from(cutBoxes(image, 4, 2, () => [1, -1]))).toEqual([2, 3, 6, 7]);
  const padded = cutBoxes(image, 4, 6, () => [0, 0]);
  expect([padded[0], padded[7], padded[28]]).toEqual([7.5, 0, 15]);
  // Moved out altogether.
  expect(Array.from(cutBoxes(image, 4, 2, () => [9, 0]))).toEqual([7.5, 7.5, 7.5, 7.5]);
});
