import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssembly, defaultParticleSettings, simulateParticles, toOpticalSpecimen } from '@vitreous/algorithms';
import { createStandardDataset, findIds, findNumbers, takeRows, writeMrc, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StageContext } from '../context.js';
import { usualClass2dParams, type Class2dParams } from './definition.js';
import { followParticles } from './follow-particles.js';
import { ParticleTables } from './particle-tables.js';

const params: Class2dParams = {
  ...usualClass2dParams,
  class2D_K: 3,
  class2D_max_res: 14,
  class2D_window_inner_A: 200,
  class2D_max_shift_A: 12,
  class2D_num_full_iter_batch: 4,
  class2D_num_full_iter: 1,
  cache_MB: 100,
};
const [count, boxPx] = [150, 40];
const given = { stack: null, pixelSizeA: null, ignoreCtf: false, dark: false, threads: 2 };

let folder = '';
let table: Dataset;
let context: StageContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-follow-'));
  context = { outDir: folder, threads: 2, signal: new AbortController().signal, progress: () => undefined };
  const settings = { ...defaultParticleSettings, count, boxPx, pixelSizeA: 6, snr: 0.5, shiftPx: 1 };
  const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'D7', massKda: 700, seed: 2 }));
  const pieces: Float32Array[] = [];
  const { views } = await simulateParticles(settings, specimen, 2, (batch) => {
    pieces.push(batch);
    return Promise.resolve();
  });
  const data = Float32Array.from(pieces.flatMap((piece) => Array.from(piece)));
  await writeMrc(join(folder, 'p.mrcs'), { count, height: boxPx, width: boxPx, data }, { pixelSizeA: 6 });
  const all = (value: number): number[] => views.map(() => value);
  table = createStandardDataset(count, {
    uid: BigUint64Array.from(views, (_, i) => BigInt(i + 1)),
    'blob/path': views.map(() => 'p.mrcs'),
    'blob/idx': views.map((_, i) => i),
    'blob/psize_A': all(6),
    'blob/sign': all(1),
    'ctf/accel_kv': all(300),
    'ctf/cs_mm': all(2.7),
    'ctf/amp_contrast': all(0.1),
    'ctf/df1_A': views.map(({ ctf }) => ctf.df1A),
    'ctf/df2_A': views.map(({ ctf }) => ctf.df2A),
    'ctf/df_angle_rad': views.map(({ ctf }) => ctf.dfAngleRad),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const part = (from: number, to: number): Dataset =>
  takeRows(
    table,
    Array.from({ length: to - from }, (_, i) => from + i),
  );

async function tablesOf(...parts: readonly (readonly [number, number])[]): Promise<ParticleTables> {
  const tables = new ParticleTables({ ...given, folders: [folder] });
  for (const [from, to] of parts) await tables.append(part(from, to), `rows ${from} to ${to}`);
  return tables;
}

it('gives particles of several tables their own images, contrast transfer and names', async () => {
  const [whole, pieces] = [await tablesOf([0, 90]), await tablesOf([0, 20], [20, 21], [21, 90])];
  const wanted = [0, 19, 20, 21, 22, 80];
  expect(await pieces.read(wanted)).toEqual(await whole.read(wanted));
  for (const particle of wanted) {
    expect(pieces.aberration(particle)).toEqual(whole.aberration(particle));
    expect(pieces.name(particle)).toBe(whole.name(particle));
  }
  pieces.setRejected(1, true);
  expect(wanted.map((particle) => pieces.isRejected(particle))).toEqual([false, false, true, false, false, false]);
  expect(() => pieces.name(90)).toThrow('no particle 90');
});

it('refuses tables of another box or pixel size, and goes on with the others', async () => {
  const tables = await tablesOf([0, 20]);
  const data = new Float32Array(2 * 32 * 32);
  await writeMrc(join(folder, 'other.mrcs'), { count: 2, height: 32, width: 32, data }, { pixelSizeA: 6 });
  const other = createStandardDataset(2, { 'blob/path': ['other.mrcs', 'other.mrcs'], 'blob/idx': [0, 1] });
  const open = new ParticleTables({ ...given, ignoreCtf: true, folders: [folder] });
  await open.append(part(0, 20), 'the first');
  await expect(open.append(other, 'other.cs')).rejects.toThrow('other.cs has boxes of 32 pixels');
  expect([open.count, tables.count]).toEqual([20, 20]);
});

it('follows particles, leaves out those rejected, and goes on from a copy', async () => {
  const tables = await tablesOf([0, 40]);
  const followed = followParticles(tables, params, context);
  expect(await followed.describe()).toBe(null);
  expect(await followed.advance(false)).toBe(null);
  await tables.append(part(40, 110), 'more');
  expect((await followed.advance(false))?.action).toBe('begin');
  tables.setRejected(0, true);
  const path = join(folder, 'stream.state');
  await followed.save(path);

  const again = followParticles(await tablesOf([0, 40], [40, 110]), params, context);
  expect(await again.restore(path)).toBe(true);
  expect(await again.describe()).toEqual(await followed.describe());
  // Other parameters, or other particles, are another classification.
  const others = followParticles(await tablesOf([0, 40], [40, 110]), { ...params, class2D_K: 4 }, context);
  expect(await others.restore(path)).toBe(false);
  expect(await followParticles(await tablesOf([0, 110]), params, context).restore(path)).toBe(false);
  expect(await followParticles(await tablesOf([0, 40]), params, context).restore(path)).toBe(false);

  while ((await followed.advance(true)) !== null);
  const result = await followed.describe();
  expect(Array.from(findIds(result?.particles ?? table, 'uid') ?? [])).toEqual(
    Array.from({ length: 70 }, (_, i) => BigInt(i + 41)),
  );
  const counts = [0, 0, 0];
  for (const k of Array.from(findNumbers(result?.particles ?? table, 'alignments2D/class') ?? [])) {
    counts[k] = (counts[k] ?? 0) + 1;
  }
  expect(counts).toEqual(result?.found.rows.map((row) => row.count));
});
