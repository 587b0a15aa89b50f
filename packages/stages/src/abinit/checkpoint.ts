import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbinitState } from '@vitreous/algorithms';
import { readStateFile, writeStateFile, type StateArray } from '../state-file.js';

const fileName = 'abinit.checkpoint';

/** The arrays of a state, always in this order. */
function arraysOf(state: AbinitState): StateArray[] {
  const { maps, noise, counts, order, classes, rotations, shiftsPx, certainties, scores, starts, sums } = state;
  return [...maps, noise, counts, order, classes, rotations, shiftsPx, certainties, scores, starts, ...sums];
}

export async function writeAbinitCheckpoint(outDir: string, key: string, state: AbinitState): Promise<void> {
  const { step, agreed } = state;
  await writeStateFile(join(outDir, fileName), key, arraysOf(state), { step, agreed });
}

/** Fills `fresh`, the state that the search begins with, from the checkpoint, where there is one that fits. */
export async function restoreAbinitCheckpoint(outDir: string, key: string, fresh: AbinitState): Promise<void> {
  const saved = await readStateFile(join(outDir, fileName), () => key);
  if (saved?.fill(arraysOf(fresh)) !== true) return;
  const { step = 0, agreed = 0 } = saved.numbers;
  Object.assign(fresh, { step, agreed });
}

/** The copy of the refinement of a class. */
export function classCheckpoint(k: number): string {
  return `abinit_class_${k + 1}.checkpoint`;
}

export async function removeAbinitCheckpoint(outDir: string, classes: number): Promise<void> {
  const names = [fileName, ...Array.from({ length: classes }, (_, k) => classCheckpoint(k))];
  await Promise.all(names.map((name) => rm(join(outDir, name), { force: true })));
}
