import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssembly, defaultParticleSettings } from '@vitreous/algorithms';
import { writeDataset } from '@vitreous/formats';
import { afterAll, expect, it } from 'vitest';
import type { StageContext } from '../context.js';
import { writeSimulatedParticles } from '../simulate/write-particles.js';
import { runAbinit } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-abinit-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('goes on after an interruption, to the same maps', async () => {
  const context = (name: string): StageContext => {
    const outDir = join(folder, name);
    mkdirSync(outDir, { recursive: true });
    return { outDir, threads: 2, signal: new AbortController().signal, progress: () => undefined };
  };
  const settings = { ...defaultParticleSettings, count: 60, boxPx: 28, pixelSizeA: 7, snr: 1, shiftPx: 1 };
  const specimen = createAssembly({ symmetry: 'C2', massKda: 400, seed: 6 });
  const { dataset } = await writeSimulatedParticles(settings, specimen, 6, context(''));
  const path = join(folder, 'particles.cs');
  await writeDataset(path, dataset);
  const input = { path, stack: null, pixelSizeA: null, ignoreCtf: false, dark: false };
  const params = {
    num_classes: 1,
    symmetry: 'C2',
    mask_diameter_A: 150,
    max_res_A: 25,
    max_shift_A: null,
    num_starts: 2,
    iterations: 5,
    batch_per_class: 20,
    seed: 2,
    cache_MB: 100,
  };
  const whole = await runAbinit(input, params, context('whole'));
  const interrupted = runAbinit(input, params, context('again'), {
    checkpointEveryS: 0,
    onStep: ({ start, step }) => {
      if (start === null && step === 4) throw new Error('the power is off');
    },
  });
  await expect(interrupted).rejects.toThrow('the power is off');
  expect(readdirSync(join(folder, 'again'))).toContain('abinit.checkpoint');
  const steps: number[] = [];
  const again = await runAbinit(input, params, context('again'), {
    checkpointEveryS: 0,
    onStep: ({ step }) => {
      steps.push(step);
    },
  });
  expect(steps).toEqual([5]);
  const [one, other] = [whole.classes[0], again.classes[0]];
  if (one === undefined || other === undefined) throw new Error('no map');
  expect(readFileSync(other.map)).toEqual(readFileSync(one.map));
  expect(readFileSync(other.particles_cs ?? '')).toEqual(readFileSync(one.particles_cs ?? ''));
  expect(readdirSync(join(folder, 'again')).some((name) => name.endsWith('.checkpoint'))).toBe(false);
}, 240_000);
