import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefineProgress, RefineState } from '@vitreous/algorithms';
import { readStateFile, writeStateFile, type StateArray } from './state-file.js';

const usualName = 'refine.checkpoint';

/** Where the contrast transfer of particles stays, once it was found while they are refined. */
export function refinedCtfPath(outDir: string): string {
  return join(outDir, 'refine.ctf.cs');
}

/** The arrays of a state, always in this order; halves of particles are part of the key. */
function arraysOf({ particles, halves }: RefineState): StateArray[] {
  const { rotations, shiftsPx, scales, scores, angleErrorRad, shiftErrorPx } = particles;
  return [
    ...[rotations, shiftsPx, scales, scores, angleErrorRad, shiftErrorPx],
    ...halves.flatMap(({ map, noise }) => [map, noise]),
  ];
}

/** Numbers kept of each iteration. */
const historyWidth = 4;

export async function writeRefineCheckpoint(
  outDir: string,
  key: string,
  state: RefineState,
  name = usualName,
): Promise<void> {
  const { reached, stalled, movedShare, converged, ctfFound, iterations } = state;
  const history = iterations.map(({ resolutionA, global, angleChangeDeg, shiftChangePx }) => [
    ...[resolutionA, global ? 1 : 0, angleChangeDeg, shiftChangePx],
  ]);
  await writeStateFile(join(outDir, name), key, [...arraysOf(state), Float64Array.from(history.flat())], {
    ...{ reached, stalled, movedShare, converged: converged ? 1 : 0 },
    ctfFound: ctfFound ? 1 : 0,
    iterations: iterations.length,
  });
}

/** Fills `fresh`, the state that a refinement begins with, from the checkpoint, where there is one that fits. */
export async function restoreRefineCheckpoint(
  outDir: string,
  key: string,
  fresh: RefineState,
  name = usualName,
): Promise<void> {
  const saved = await readStateFile(join(outDir, name), () => key);
  if (saved === null) return;
  const { iterations = 0, reached = 0, stalled = 0, movedShare = 1, converged = 0, ctfFound = 0 } = saved.numbers;
  const history = new Float64Array(historyWidth * iterations);
  if (!saved.fill([...arraysOf(fresh), history])) return;
  Object.assign(fresh, { reached, stalled, movedShare, converged: converged === 1, ctfFound: ctfFound === 1 });
  fresh.iterations = Array.from({ length: iterations }, (_, i): RefineProgress => {
    const [resolutionA = 0, global, angleChangeDeg = 0, shiftChangePx = 0] = history.subarray(
      historyWidth * i,
      historyWidth * (i + 1),
    );
    return { iteration: i + 1, resolutionA, global: global === 1, angleChangeDeg, shiftChangePx };
  });
}

export async function removeRefineCheckpoint(outDir: string): Promise<void> {
  await rm(join(outDir, usualName), { force: true });
  await rm(refinedCtfPath(outDir), { force: true });
}
