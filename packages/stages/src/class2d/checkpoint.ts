import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Class2dState } from '@vitreous/algorithms';
import { readStateFile, writeStateFile, type StateArray, type StateNumbers } from '../state-file.js';

const fileName = 'class2d.checkpoint';

/** The arrays of a state, always in this order. */
function arraysOf({ particles, sums, references, halves, noise, correlations }: Class2dState): StateArray[] {
  const { classes, angleRad, shiftPx, probability, classEss, score } = particles;
  const { numerators, denominators, counts, power, residual, seen } = sums;
  return [
    ...[classes, angleRad, shiftPx, probability, classEss, score],
    ...[numerators, denominators, counts, power, residual, seen],
    ...[references, ...halves, noise, ...correlations],
  ];
}

export async function writeCheckpoint(outDir: string, key: string, state: Class2dState): Promise<void> {
  await writeState(join(outDir, fileName), key, state, { step: state.step });
}

/** Fills `fresh`, the state that a run begins with, from the checkpoint; answers whether there was one that fits. */
export async function restoreCheckpoint(outDir: string, key: string, fresh: Class2dState): Promise<boolean> {
  const saved = await readState(join(outDir, fileName), () => key);
  if (saved === null || !saved.fill(fresh)) return false;
  fresh.step = saved.numbers['step'] ?? 0;
  return true;
}

export async function removeCheckpoint(outDir: string): Promise<void> {
  await rm(join(outDir, fileName), { force: true });
}

/** Writes a state, with some numbers beside it, under a key that must be given again to read it. */
export async function writeState(path: string, key: string, state: Class2dState, numbers: StateNumbers): Promise<void> {
  await writeStateFile(path, key, arraysOf(state), numbers);
}

/**
 * What `writeState` wrote, where its key is what `keyOf` makes of the numbers beside it; else null. `fill` says whether the state
 * has arrays of that size.
 */
export async function readState(
  path: string,
  keyOf: (numbers: StateNumbers) => string,
): Promise<{ readonly numbers: StateNumbers; fill(state: Class2dState): boolean } | null> {
  const saved = await readStateFile(path, keyOf);
  return saved && { numbers: saved.numbers, fill: (state) => saved.fill(arraysOf(state)) };
}
