import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readImage,
  readImageInfo,
  readMrcHeader,
  readStar,
  findStarBlock,
  writeMrc,
  writeTiff,
} from '@vitreous/formats';
import { createImage, createMovieStack, createRandom, type Image } from '@vitreous/numerics';
import { livePreprocessingParams } from '@vitreous/schema';
import { runThumbs } from '../thumbs/run.js';
import type { MotionParams } from './check-motion-params.js';
import type { MotionFiles } from './read-calibration.js';
import { runMotion, type MotionStageResult } from './run.js';

const [frames, height, width] = [6, 160, 224];
const params: MotionParams = livePreprocessingParams.parse({ psize_A: 2, accel_kv: 300, total_dose_e_per_A2: 12 });
let folder = '';
let movie = '';
let gain = '';

/** A bright scene of blobs that moves by (2, -1) px a frame. */
function drawFrame(frame: number): Float32Array {
  const random = createRandom(5);
  const blobs = Array.from({ length: 120 }, () => [random.uniform() * width, random.uniform() * height] as const);
  const noise = createRandom(100 + frame);
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [x, y] = [(i % width) - 2 * frame, Math.floor(i / width) + frame];
    const scene = blobs.reduce((sum, [bx, by]) => sum + Math.exp(-((x - bx) ** 2 + (y - by) ** 2) / 18), 0);
    return Math.max(0, Math.round(20 - 8 * Math.min(2, scene) + 3 * noise.normal()));
  });
}

async function writeMovie(path: string, count: number): Promise<void> {
  const stack = createMovieStack('u8', count, height, width);
  for (let t = 0; t < count; t++) await stack.handle.setFrame(t, drawFrame(t));
  await writeTiff(path, stack, { compression: 'lzw', kind: 'u8' });
  await stack.release();
}

const flat = (rows: number, columns: number): Image =>
  createImage(rows, columns, new Float32Array(rows * columns).fill(1));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-motion-'));
  movie = join(folder, 'one.tif');
  gain = join(folder, 'gain.mrc');
  await writeMovie(movie, frames);
  await writeMovie(join(folder, 'single.tif'), 1);
  const image = flat(height, width);
  image.data[1000] = 0;
  await writeMrc(gain, image);
  await writeMrc(join(folder, 'other.mrc'), flat(height, width - 4));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function run(
  files: Partial<MotionFiles> = {},
  changes: Partial<MotionParams> = {},
  signal = new AbortController().signal,
): Promise<MotionStageResult & { outDir: string }> {
  const outDir = await mkdtemp(join(folder, 'out-'));
  const context = { outDir, threads: 2, signal, progress: () => undefined };
  return { ...(await runMotion({ moviePath: movie, ...files }, { ...params, ...changes }, context)), outDir };
}

describe('motion', () => {
  it('writes micrographs, background, trajectories and a STAR file that say how the movie moved', async () => {
    const result = await run({ gainPath: gain });
    result.global_shifts_px.forEach(([x, y], t) => {
      expect(Math.abs(x - 2 * t)).toBeLessThan(0.25);
      expect(Math.abs(y + t)).toBeLessThan(0.25);
    });
    expect(result.bad_pixels).toBeGreaterThanOrEqual(1);
    expect((await readdir(result.outDir)).sort()).toEqual([
      'one_background.mrc',
      'one_motion.star',
      'one_patch_aligned.mrc',
      'one_patch_aligned_doseweighted.mrc',
      'one_rigid_motion.npy',
      'one_spline_motion.npy',
    ]);
    const star = await readStar(result.motion_star);
    expect(findStarBlock(star, 'general')?.pairs.get('rlnMicrographGainName')).toBe(gain);
    const [x] = findStarBlock(star, 'global_shift')?.loops[0]?.columns.slice(1) ?? [];
    // RELION's shift moves a frame back, so that it is minus ours.
    expect(x?.numbers()[5]).toBeCloseTo(-(result.global_shifts_px[5]?.[0] ?? NaN), 4);
    expect(findStarBlock(star, 'local_motion_model')?.loops[0]?.length).toBe(36);
    const micrograph = await readImage(result.micrograph);
    expect([micrograph.height, micrograph.width]).toEqual([height, width]);
    expect(result.total_motion_dist).toBeCloseTo(5 * Math.hypot(2, 1), 0);
  });

  it('uses part of the frames, crops, writes half floats, and turns the gain for RELION too', async () => {
    const result = await run(
      { gainPath: gain },
      { frame_start: 1, frame_end: 5, output_fcrop_factor: 0.5, output_f16: true, gainref_flip_x: true },
    );
    expect(result.global_shifts_px.length).toBe(4);
    // In pixels of the micrograph, twice as large.
    expect(Math.abs((result.global_shifts_px[3]?.[0] ?? NaN) - 3)).toBeLessThan(0.2);
    const info = await readImageInfo(result.micrograph);
    expect([info.height, info.width, info.pixelSizeA]).toEqual([height / 2, width / 2, 4]);
    expect((await readMrcHeader(result.micrograph)).mode).toBe(12);
    const star = await readStar(result.motion_star);
    const general = findStarBlock(star, 'general')?.pairs;
    expect(general?.get('rlnMicrographStartFrame')).toBe('2');
    const turned = await readImage(general?.get('rlnMicrographGainName') ?? '');
    const row = Math.floor(1000 / width) * width;
    expect(turned.data[row + (width - 1 - (1000 - row))]).toBe(0);
    const [x] = findStarBlock(star, 'global_shift')?.loops[0]?.columns.slice(1) ?? [];
    expect(x?.numbers()[0]).toBe(-9999);
  });

  it('measures a variable dose, and does not move a single frame', async () => {
    await run({}, { variable_dose: true });
    const single = await run({ moviePath: join(folder, 'single.tif') });
    expect(single.global_shifts_px).toEqual([[0, 0]]);
    const image = await readImage(single.micrograph);
    expect(Array.from(image.data)).toEqual(Array.from(drawFrame(0)));
  });

  it.each([
    [{}, { psize_A: 0 }, 'psize_A is 0'],
    [{}, { psize_A: -1 }, 'psize_A is -1'],
    [{}, { psize_A: 1000 }, 'psize_A is 1000'],
    [{}, { total_dose_e_per_A2: 0 }, 'total_dose_e_per_A2 is 0'],
    [{}, { total_dose_e_per_A2: -3 }, 'total_dose_e_per_A2 is -3'],
    [{}, { output_fcrop_factor: 0.6 }, 'expected 1, 0.75, 0.5 or 0.25'],
    [{}, { frame_start: 6 }, 'has frames 0 to 5'],
    [{}, { frame_start: 3, frame_end: 3 }, 'has frames 0 to 5'],
    [{}, { frame_end: 7 }, 'has frames 0 to 5'],
    [{}, { motion_override_K_X: 0 }, 'motion_override_K_X is 0'],
  ] as const)('refuses %j %j', async (files, changes, sentence) => {
    await expect(run(files, changes)).rejects.toThrow(sentence);
  });

  it('refuses a gain of another shape with both named, and a movie that is not there', async () => {
    await expect(run({ gainPath: join(folder, 'other.mrc') })).rejects.toThrow(/220.*224|224.*220/s);
    await expect(run({ moviePath: join(folder, 'none.tif') })).rejects.toThrow('none.tif');
  });

  it('leaves nothing when it is stopped', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const before = await readdir(folder);
    await expect(run({}, {}, controller.signal)).rejects.toThrow('stopped');
    const added = (await readdir(folder)).filter((name) => !before.includes(name));
    for (const name of added) expect(await readdir(join(folder, name))).toEqual([]);
  });
});

it('thumbs are a preview at two densities and two plots', async () => {
  const result = await run();
  const context = {
    outDir: result.outDir,
    threads: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  const micrograph = await readImage(result.micrograph);
  const thumbs = await runThumbs(micrograph, 'one.tif', { field: result.field, pixelSizeA: 2 }, context);
  expect(thumbs.thumb_shape).toEqual([height, width]);
  const names = await readdir(result.outDir);
  for (const name of ['one_preview_1x.png', 'one_preview_2x.png', 'one_drift.svg', 'one_local_motion.svg']) {
    expect(names).toContain(name);
  }
});
