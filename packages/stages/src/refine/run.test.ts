import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAssembly,
  defaultParticleSettings,
  renderMap,
  rotationVectorOf,
  simulateParticles,
  toOpticalSpecimen,
  transpose,
} from '@vitreous/algorithms';
import {
  createStandardDataset,
  findNumbers,
  findStarBlock,
  findStarColumn,
  readDataset,
  readMrcVolume,
  readStar,
  writeDataset,
  writeMrc,
  writeMrcStack,
  type Dataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageContext } from '../context.js';
import { openParticles } from '../open-particles.js';
import { runReconstruct } from '../reconstruct/run.js';
import { runRefine } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-refine-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const settings = { ...defaultParticleSettings, count: 60, boxPx: 28, pixelSizeA: 7, snr: 0.5, shiftPx: 1.5 };
const input = { path: join(folder, 'particles.cs'), stack: null, pixelSizeA: null, ignoreCtf: false, dark: false };
const params = {
  symmetry: 'D2',
  mask_diameter_A: 150,
  initial_res_A: 40,
  max_shift_A: null,
  max_iterations: 3,
  per_particle_scale: false,
  seed: 2,
  cache_MB: 100,
};
const context = (outDir: string): StageContext => ({
  outDir,
  threads: 2,
  signal: new AbortController().signal,
  progress: () => undefined,
});

describe('particles in files', () => {
  let poses: number[][];
  beforeAll(async () => {
    const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'D2', massKda: 400, seed: 6 }));
    let views: Awaited<ReturnType<typeof simulateParticles>>['views'] = [];
    await writeMrcStack(join(folder, 'p.mrcs'), { height: 28, width: 28 }, { pixelSizeA: 7 }, async (append) => {
      ({ views } = await simulateParticles(settings, specimen, 6, (images) => append(images)));
    });
    poses = views.map(({ rotation }) => [...rotationVectorOf(transpose(rotation))]);
    const all = (value: number): Float32Array => new Float32Array(60).fill(value);
    await writeDataset(
      input.path,
      createStandardDataset(60, {
        uid: BigUint64Array.from(views, (_, i) => BigInt(1000 + i)),
        'blob/path': views.map(() => 'p.mrcs'),
        'blob/idx': views.map((_, i) => i),
        'blob/shape': views.flatMap(() => [28, 28]),
        'blob/psize_A': all(7),
        'blob/sign': all(1),
        'ctf/accel_kv': all(300),
        'ctf/cs_mm': all(2.7),
        'ctf/amp_contrast': all(0.1),
        'ctf/df1_A': views.map(({ ctf }) => ctf.df1A),
        'ctf/df2_A': views.map(({ ctf }) => ctf.df2A),
        'ctf/df_angle_rad': views.map(({ ctf }) => ctf.dfAngleRad),
        'alignments3D/pose': poses.flat(),
        'alignments3D/shift': views.flatMap(({ shiftPx }) => shiftPx.map((value) => -value)),
        'alignments3D/psize_A': all(7),
      }),
    );
    await writeMrc(join(folder, 'first.mrc'), await renderMap(settings, specimen), { pixelSizeA: 7 });
  }, 30_000);

  it('are reconstructed into maps, curves and pictures', async () => {
    const made = await runReconstruct(input, { symmetry: 'D2', mask_diameter_A: 150, seed: 1 }, context(folder));
    expect(made.resolution_A).toBeLessThan(17);
    const curves = JSON.parse(readFileSync(made.fsc_json, 'utf8')) as Record<string, number[]>;
    expect(curves.fsc_noisesub?.length).toBe(15);
    expect(curves.fsc_nomask?.[2]).toBeGreaterThan(0.9);
    const xml = readFileSync(made.fsc_xml, 'utf8');
    expect(xml.match(/<coordinate>/g)?.length).toBe(15);
    expect(readFileSync(made.fsc_plot, 'utf8')).toContain('corrected');
    expect(readFileSync(made.picture).subarray(1, 4).toString()).toBe('PNG');
    expect((await readMrcVolume(made.mask)).data.reduce((most, value) => Math.max(most, value), 0)).toBe(1);
  });

  it('are refined; poses come out in both forms, halves kept', async () => {
    const other = { ...params, max_iterations: 4, per_particle_scale: true, seed: 1 };
    const found = await runRefine(input, join(folder, 'first.mrc'), other, context(join(folder)));
    expect(found.num_particles).toBe(60);
    const dataset = await readDataset(found.particles_cs);
    const halves = findNumbers(dataset, 'alignments3D/split') ?? [];
    expect(new Set(Array.from(halves))).toEqual(new Set([0, 1]));
    const vectors = findNumbers(dataset, 'alignments3D/pose') ?? [];
    const table = findStarBlock(await readStar(found.particles_star), 'particles')?.loops[0];
    if (table === undefined) throw new Error('no particles');
    const column = (label: string): ArrayLike<number> => findStarColumn(table, label)?.numbers() ?? [];
    expect(Array.from(column('rlnRandomSubset'))).toEqual(Array.from(halves, (half) => half + 1));
    // The third row of the rotation is the viewing direction, however the pose is written.
    const [x = 0, y = 0, z = 0] = Array.from(vectors).slice(0, 3);
    const angle = Math.hypot(x, y, z);
    const [rot = 0, tilt = 0] = [column('rlnAngleRot')[0], column('rlnAngleTilt')[0]].map(
      (a = 0) => (a * Math.PI) / 180,
    );
    const [c, s] = [Math.cos(angle), Math.sin(angle) / angle];
    const k = (1 - c) / angle ** 2;
    const turned = [s * y + k * x * z, -s * x + k * y * z, c + k * z * z];
    const direction = [Math.sin(tilt) * Math.cos(rot), Math.sin(tilt) * Math.sin(rot), Math.cos(tilt)];
    direction.forEach((value, axis) => {
      expect(turned[axis]).toBeCloseTo(value, 3);
    });
  }, 60_000);

  it('go on after an interruption, to the same result', async () => {
    const outDir = mkdtempSync(join(folder, 'interrupted-'));
    const map = join(folder, 'first.mrc');
    const whole = await runRefine(input, map, params, context(mkdtempSync(join(folder, 'whole-'))));
    const interrupt = (): Promise<unknown> =>
      runRefine(input, map, params, context(outDir), {
        checkpointEveryS: 0,
        onIteration: ({ iteration }) => {
          if (iteration === 2) throw new Error('the power is off');
        },
      });
    await expect(interrupt()).rejects.toThrow('the power is off');
    // Another seed is other work.
    expect((await runRefine(input, map, { ...params, seed: 3 }, context(outDir))).resumed_at_iteration).toBe(0);
    await expect(interrupt()).rejects.toThrow('the power is off');
    const found = await runRefine(input, map, params, context(outDir));
    expect(found.resumed_at_iteration).toBe(2);
    expect(found.iterations).toEqual(whole.iterations);
    expect(readFileSync(found.map)).toEqual(readFileSync(whole.map));
    expect(readFileSync(found.particles_cs)).toEqual(readFileSync(whole.particles_cs));
    expect(readdirSync(outDir).some((name) => name.endsWith('.checkpoint'))).toBe(false);
  }, 60_000);

  it('go on with the defocus that was found before an interruption', async () => {
    const outDir = mkdtempSync(join(folder, 'interrupted-'));
    let asked = 0;
    const ctf = {
      search: { aberrations: null, defocus: { range_A: 1500, min_res_A: 70, max_res_A: null } },
      reopen: (changed: Dataset) => openParticles(changed, { ...input, name: 'changed', folders: ['.'], threads: 2 }),
      onFound: async () => {
        asked++;
        await Promise.resolve();
      },
    };
    const map = join(folder, 'first.mrc');
    const whole = await runRefine(input, map, params, context(mkdtempSync(join(folder, 'whole-'))), { ctf });
    const interrupt = (): Promise<unknown> =>
      runRefine(input, map, params, context(outDir), {
        ctf,
        checkpointEveryS: 0,
        onIteration: ({ iteration }) => {
          if (iteration === 3) throw new Error('the power is off');
        },
      });
    await expect(interrupt()).rejects.toThrow('the power is off');
    const found = await runRefine(input, map, params, context(outDir), { ctf });
    expect([found.resumed_at_iteration, asked]).toEqual([3, 2]);
    expect(readFileSync(found.map)).toEqual(readFileSync(whole.map));
    const defocus = async (path: string): Promise<ArrayLike<number> | null> =>
      findNumbers(await readDataset(path), 'ctf/df1_A');
    expect(await defocus(found.particles_cs)).toEqual(await defocus(whole.particles_cs));
    expect(await defocus(found.particles_cs)).not.toEqual(await defocus(input.path));
    expect(readdirSync(outDir).some((name) => name.startsWith('refine.'))).toBe(false);
  }, 60_000);

  it('need a map of their own box, and poses to be reconstructed', async () => {
    await writeMrc(join(folder, 'small.mrc'), { depth: 8, height: 8, width: 8, data: new Float32Array(512) });
    const params = {
      symmetry: 'C1',
      mask_diameter_A: 150,
      initial_res_A: 40,
      max_shift_A: null,
      max_iterations: 1,
      per_particle_scale: false,
      seed: 1,
      cache_MB: 10,
    };
    await expect(runRefine(input, join(folder, 'small.mrc'), params, context(folder))).rejects.toThrow(
      '8 x 8 x 8 voxels',
    );
  });
});
