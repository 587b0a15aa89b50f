import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateDefocus } from '@vitreous/algorithms';
import {
  createStandardDataset,
  datasetOfStar,
  findIds,
  findNumbers,
  readDataset,
  readMrc,
  readStar,
  writeDataset,
  type StandardValues,
} from '@vitreous/formats';
import { createImage, createRandom } from '@vitreous/numerics';
import { livePreprocessingParams } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CtfFile } from '../ctf-file.js';
import type { StageContext } from '../context.js';
import { runExtract, type ExtractParams } from './run.js';

const [height, width] = [240, 320];
const usual: ExtractParams = livePreprocessingParams.parse({ box_size_pix: 64 });
/** Corners are too near to the edge; the last has a low score, the one before it much power. */
const places = [
  { x: 100, y: 80, score: 0.6, power: 1 },
  { x: 10, y: 10, score: 0.9, power: 1 },
  { x: 200.4, y: 150.6, score: 0.5, power: 2 },
  { x: 160, y: 120, score: 0.4, power: 9 },
  { x: 60, y: 180, score: 0.2, power: 1 },
];
const ctf: CtfFile = {
  microscope: { accelKv: 300, csMm: 2.7, ampContrast: 0.07 },
  surface: {
    knotsX: 2,
    knotsY: 1,
    coefficientsA: [10_000, 12_000],
    astigmatismA: 300,
    dfAngleRad: 0.4,
    phaseShiftRad: 0,
  },
};

let folder = '';
let context: StageContext;
let picksPath = '';
const random = createRandom(1);
const image = createImage(
  height,
  width,
  Float32Array.from({ length: height * width }, () => 100 + random.normal()),
);
// A dark pixel where each pick is, on the nearest whole pixel.
for (const { x, y } of places) image.data[Math.round(y) * width + Math.round(x)] = 0;

const picksOf = (columns: Record<string, StandardValues>): ReturnType<typeof createStandardDataset> =>
  createStandardDataset(places.length, {
    uid: BigUint64Array.from(places, (_, row) => BigInt(100 + row)),
    'location/micrograph_path': places.map(() => 'elsewhere/mic.mrc'),
    'location/center_x_frac': places.map(({ x }) => x / width),
    'location/center_y_frac': places.map(({ y }) => y / height),
    ...columns,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-extract-'));
  context = { outDir: folder, threads: 2, signal: new AbortController().signal, progress: () => undefined };
  picksPath = join(folder, 'picks.cs');
  await writeDataset(
    picksPath,
    picksOf({
      'pick_stats/ncc_score': places.map(({ score }) => score),
      'pick_stats/power': places.map(({ power }) => power),
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const run = (
  changes: Partial<ExtractParams> = {},
  picks = picksPath,
  path = join(folder, 'mic.mrc'),
): ReturnType<typeof runExtract> =>
  runExtract({ path, image, pixelSizeA: 1.5 }, picks, ctf, { ...usual, ...changes }, context);

it('cuts the picks within the limits, bright, and gives each the defocus of its place', async () => {
  const result = await run({ thresh_power_max: 5 });
  expect(result).toMatchObject({ total_extracted_particles: 2, outside_limits: 2, over_edge: 1, psize_A: 1.5 });
  const stack = await readMrc(result.particles_mrcs ?? '');
  expect(stack).toMatchObject({ count: 2, height: 64, width: 64 });
  for (const index of [0, 1]) {
    const box = stack.data.subarray(index * 64 * 64, (index + 1) * 64 * 64);
    expect(box.indexOf(Math.max(...box))).toBe(32 * 64 + 32);
  }
  const rows = await readDataset(result.particles_cs);
  expect(findIds(rows, 'uid')).toEqual(BigUint64Array.of(100n, 102n));
  const [x, y] = ['center_x_frac', 'center_y_frac'].map((name) => findNumbers(rows, `location/${name}`));
  // The place of the box's centre pixel, not of the pick.
  expect((x?.[1] ?? 0) * width).toBeCloseTo(200, 3);
  expect((y?.[1] ?? 0) * height).toBeCloseTo(151, 3);
  const expected = evaluateDefocus(ctf.surface, 200 / width, 151 / height);
  expect(findNumbers(rows, 'ctf/df1_A')?.[1]).toBeCloseTo(expected.df1A, 1);
  expect(findNumbers(rows, 'ctf/df2_A')?.[1]).toBeCloseTo(expected.df2A, 1);
  expect(expected.df1A).toBeGreaterThan(10_800);
  const star = datasetOfStar(await readStar(result.particles_star), { micrographShape: () => [height, width] }).dataset;
  expect(findIds(star, 'uid')).toEqual(findIds(rows, 'uid'));
  expect(findNumbers(star, 'blob/idx')).toEqual(Uint32Array.of(0, 1));
  expect(findNumbers(star, 'ctf/df1_A')).toEqual(findNumbers(rows, 'ctf/df1_A'));
});

it('crops to half the size with twice the pixel size, as half floats, and keeps the contrast of negative stain', async () => {
  const result = await run({ bin_size_pix: 32, extract_f16: true, neg_stain: true });
  expect(result).toMatchObject({ box_size_pix: 32, psize_A: 3 });
  const stack = await readMrc(result.particles_mrcs ?? '');
  expect(stack).toMatchObject({ count: 3, height: 32 });
  const box = stack.data.subarray(0, 32 * 32);
  expect(box.indexOf(Math.min(...box))).toBe(16 * 32 + 16);
});

it('takes STAR coordinates that name no micrograph and have no score', async () => {
  const star = join(folder, 'coordinates.star');
  await writeFile(star, 'data_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n100 80\n60 180\n');
  expect((await run({ thresh_score_min: 0.9 }, star)).total_extracted_particles).toBe(2);
});

it('writes empty tables and no stack where no pick is left', async () => {
  const result = await run({ thresh_score_min: 0.99 }, picksPath, join(folder, 'none', 'mic.mrc'));
  expect(result).toMatchObject({ total_extracted_particles: 0, particles_mrcs: null, picture: null });
  expect((await readDataset(result.particles_cs)).length).toBe(0);
});

it('removes the stack of an earlier run that found some', async () => {
  const { particles_mrcs } = await run();
  await run({ thresh_score_min: 0.99 });
  expect(existsSync(particles_mrcs ?? '')).toBe(false);
});

it('refuses picks of other micrographs, and files without places', async () => {
  await expect(run({}, picksPath, join(folder, 'other.mrc'))).rejects.toThrow(
    `${picksPath} holds no picks of other.mrc: they are of elsewhere/mic.mrc.`,
  );
  const odd = join(folder, 'odd.cs');
  await writeDataset(odd, createStandardDataset(1, { 'blob/path': ['a'] }));
  await expect(run({}, odd)).rejects.toThrow(`${odd} holds no picks`);
  await expect(run({ box_size_pix: 0 })).rejects.toThrow('expected an even whole number');
});
