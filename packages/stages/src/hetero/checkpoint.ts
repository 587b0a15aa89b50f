import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeteroProgress, HeteroState } from '@vitreous/algorithms';
import { readStateFile, writeStateFile, type StateArray } from '../state-file.js';

const fileName = 'hetero.checkpoint';

/** The arrays of a state, always in this order; halves of particles are part of the key. */
function arraysOf({ particles, maps, noise }: HeteroState): StateArray[] {
  const { posteriors, rotations, shiftsPx, scores } = particles;
  return [posteriors, rotations, shiftsPx, scores, ...maps, noise];
}

export async function writeHeteroCheckpoint(outDir: string, key: string, state: HeteroState): Promise<void> {
  const { reached, settled, iterations } = state;
  const history = iterations.map(({ resolutionA, movedShare, shares }) => [resolutionA, movedShare, ...shares]);
  const numbers = { reached, settled, iterations: iterations.length };
  const arrays = [...arraysOf(state), Float64Array.from(history.flat())];
  await writeStateFile(join(outDir, fileName), key, arrays, numbers);
}

/** Fills `fresh`, the state that sorting begins with, from the checkpoint, where there is one that fits. */
export async function restoreHeteroCheckpoint(outDir: string, key: string, fresh: HeteroState): Promise<void> {
  const saved = await readStateFile(join(outDir, fileName), () => key);
  if (saved === null) return;
  const { reached = 0, settled = 0, iterations = 0 } = saved.numbers;
  const width = 2 + fresh.particles.classes;
  const history = new Float64Array(width * iterations);
  if (!saved.fill([...arraysOf(fresh), history])) return;
  Object.assign(fresh, { reached, settled });
  fresh.iterations = Array.from({ length: iterations }, (_, i): HeteroProgress => {
    const [resolutionA = 0, movedShare = 0, ...shares] = history.subarray(width * i, width * (i + 1));
    return { iteration: i + 1, resolutionA, movedShare, shares };
  });
}

export async function removeHeteroCheckpoint(outDir: string): Promise<void> {
  await rm(join(outDir, fileName), { force: true });
}
