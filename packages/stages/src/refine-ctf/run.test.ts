import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssembly, defaultParticleSettings, undoOddAberrations } from '@vitreous/algorithms';
import {
  createStandardDataset,
  findNumbers,
  readDataset,
  withColumns,
  writeDataset,
  type Dataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageContext } from '../context.js';
import { readParticles } from '../read-particles.js';
import { runReconstruct, type ReconstructResult } from '../reconstruct/run.js';
import { writeSimulatedParticles } from '../simulate/write-particles.js';
import { runRefineCtf } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-refine-ctf-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const context = (name: string): StageContext => {
  const outDir = join(folder, name);
  mkdirSync(outDir, { recursive: true });
  return { outDir, threads: 2, signal: new AbortController().signal, progress: () => undefined };
};
const input = (name: string) => ({
  path: join(folder, name),
  stack: null,
  pixelSizeA: null,
  ignoreCtf: false,
  dark: false,
});
const settings = { ...defaultParticleSettings, count: 60, boxPx: 40, pixelSizeA: 5, snr: 2, shiftPx: 1 };
const offA = 1500;

describe('particles whose defocus is said to be less than it is', () => {
  let truth: Dataset;
  let made: ReconstructResult;
  beforeAll(async () => {
    const specimen = createAssembly({ symmetry: 'D2', massKda: 250, seed: 6 });
    ({ dataset: truth } = await writeSimulatedParticles(settings, specimen, 6, context('')));
    await writeDataset(join(folder, 'true.cs'), truth);
    const less = (name: string): number[] => Array.from(findNumbers(truth, name) ?? [], (value) => value - offA);
    const said = createStandardDataset(60, { 'ctf/df1_A': less('ctf/df1_A'), 'ctf/df2_A': less('ctf/df2_A') });
    await writeDataset(join(folder, 'said.cs'), withColumns(truth, said));
    const params = { symmetry: 'D2', mask_diameter_A: 150, seed: 1 };
    made = await runReconstruct(input('true.cs'), params, context('map'));
  }, 60_000);

  const params = {
    mask_diameter_A: 150,
    refine_aberrations: false,
    refine_defocus: false,
    defocus_range_A: 3000,
    min_res_A: 40,
    rounds: 1,
    symmetry: 'D2',
    cache_MB: 100,
  };
  const errorOf = async (path: string): Promise<number> => {
    const found = findNumbers(await readDataset(path), 'ctf/df1_A') ?? [];
    const wanted = findNumbers(truth, 'ctf/df1_A') ?? [];
    const errors = Array.from(found, (value, i) => Math.abs(value - (wanted[i] ?? NaN))).sort((a, b) => a - b);
    return errors[30] ?? NaN;
  };

  it('have the right one after it was found for each, or for their group', async () => {
    const maps = [made.map_half_A, made.map_half_B] as const;
    const each = await runRefineCtf(input('said.cs'), maps, { ...params, refine_defocus: true }, context('each'));
    expect(await errorOf(each.particles_cs)).toBeLessThan(0.2 * offA);
    expect(each.defocus_change_A).toBeGreaterThan(0.7 * offA);
    const group = await runRefineCtf(input('said.cs'), maps, { ...params, refine_aberrations: true }, context('group'));
    expect(await errorOf(group.particles_cs)).toBeLessThan(0.2 * offA);
    expect(group.groups.map(({ exp_group_id }) => exp_group_id)).toEqual([1]);
    expect(group.defocus_change_A).toBe(null);
  }, 120_000);

  it('need something to refine, and maps of their box', async () => {
    const maps = [made.map_half_A, made.map_half_B] as const;
    await expect(runRefineCtf(input('said.cs'), maps, params, context('none'))).rejects.toThrow('Nothing to refine');
    const wrong = { ...params, refine_defocus: true, defocus_range_A: 0 };
    await expect(runRefineCtf(input('said.cs'), maps, wrong, context('none'))).rejects.toThrow('range of defocus of 0');
  });

  it('are read without the odd aberrations that their table has', async () => {
    const tilt = { 'ctf/tilt_A': Array.from({ length: 120 }, (_, i) => (i % 4 < 2 ? 4e4 : 0)) };
    await writeDataset(join(folder, 'tilted.cs'), withColumns(truth, createStandardDataset(60, tilt)));
    const [plain, tilted] = [
      await readParticles(input('true.cs'), { threads: 1 }),
      await readParticles(input('tilted.cs'), { threads: 1 }),
    ];
    const [as, undone] = [await plain.source.read([0, 1]), await tilted.source.read([0, 1])];
    const none = [0, 0] as const;
    const one = { accelKv: 300, shiftA: none, tiltA: [4e4, 4e4] as const, trefoilA: none };
    const wanted = await undoOddAberrations(as, { boxPx: 40, pixelSizeA: 5 }, (image) => (image === 0 ? one : null));
    expect(undone).toEqual(wanted);
    expect(undone.slice(1600)).toEqual(as.slice(1600));
    expect(undone.slice(0, 1600)).not.toEqual(as.slice(0, 1600));
  });
});
