import { createAssembly, defaultParticleSettings, undoOddAberrations } from '@vitreous/algorithms';
import { createStandardDataset, readMrc, withColumns, writeMrcStack, type Dataset } from '@vitreous/formats';
import { writeSimulatedParticles } from '@vitreous/stages';

const settings = { ...defaultParticleSettings, count: 80, boxPx: 40, pixelSizeA: 5, snr: 2, shiftPx: 1 };

/** Particles (D2) of known poses in a project, seen through a beam tilt that their table does not tell. */
export async function writeTiltedParticles(projectDir: string, tiltA: readonly [number, number]): Promise<Dataset> {
  const specimen = createAssembly({ symmetry: 'D2', massKda: 250, seed: 6 });
  const { boxPx, pixelSizeA, count } = settings;
  const signal = new AbortController().signal;
  const context = { outDir: projectDir, threads: 2, signal, progress: () => undefined };
  const { dataset, stack } = await writeSimulatedParticles(settings, specimen, 6, context);
  const { data } = await readMrc(stack);
  // The opposite of undoing is doing.
  const none = [0, 0] as const;
  const opposite = { accelKv: 300, shiftA: none, tiltA: [-tiltA[0], -tiltA[1]] as const, trefoilA: none };
  const tilted = await undoOddAberrations(data, { boxPx, pixelSizeA }, () => opposite, { threads: 2 });
  await writeMrcStack(stack, { height: boxPx, width: boxPx }, { pixelSizeA }, (append) => append(tilted));
  const groups = Uint32Array.from({ length: count }, (_, i) => 3 + (i % 2));
  return withColumns(dataset, createStandardDataset(count, { 'ctf/exp_group_id': groups }));
}
