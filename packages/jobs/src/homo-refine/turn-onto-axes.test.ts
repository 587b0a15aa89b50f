import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssembly, defaultParticleSettings, moveMap, renderMap, toOpticalSpecimen } from '@vitreous/algorithms';
import { writeSimulatedParticles } from '@vitreous/stages';
import { afterAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { writeVolume } from '../testing/write-volume.js';

const projectDir = mkdtempSync(join(tmpdir(), 'vitreous-homo-'));
afterAll(() => {
  rmSync(projectDir, { recursive: true });
});

it('a first map off the axes of its group is turned onto them', async () => {
  const settings = { ...defaultParticleSettings, count: 40, boxPx: 28, pixelSizeA: 7, snr: 1.5, shiftPx: 1 };
  const specimen = createAssembly({ symmetry: 'D2', massKda: 400, seed: 4 });
  const context = { outDir: projectDir, threads: 2, signal: new AbortController().signal, progress: () => undefined };
  const { dataset } = await writeSimulatedParticles(settings, specimen, 4, context);
  const { data } = await renderMap(settings, toOpticalSpecimen(specimen));
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
  const map = await moveMap(data, { rotation: [1, 0, 0, 0, c, -s, 0, s, c], offsetPx: [0, 0, 0] });
  const { log } = await runJob('homo_refine_new', {
    projectDir,
    params: {
      refine_symmetry: 'D2',
      refine_symmetry_do_align: true,
      refine_window_inner_A: 150,
      refine_res_init: 40,
      refine_num_max_iterations: 2,
    },
    inputs: { particles: [dataset], volume: [await writeVolume(projectDir, 'first', { map }, settings.pixelSizeA)] },
  });
  const told = /explain ([\d.]+) of it \(as it came: ([\d.]+)\)/.exec(log.join('\n'));
  expect(Number(told?.[2])).toBeLessThan(0.9);
  expect(Number(told?.[1])).toBeGreaterThan(0.95);
}, 120_000);
