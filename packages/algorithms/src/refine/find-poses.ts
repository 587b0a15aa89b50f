import type { FittedPoses, VolumeSpectrum } from '@vitreous/numerics';
import {
  findCandidates,
  improve,
  withPose,
  type Candidates,
  type PoseSearch,
  type Taken,
  type Views,
} from './pose-search.js';
import { shiftGrid, viewStepRad, type RefineSetup } from './refine-setup.js';

/** Poses of particles that were found before. */
export interface LastPoses {
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
}

/** Against what poses are looked for, and how finely. */
export interface Target {
  readonly search: PoseSearch;
  readonly spectrum: VolumeSpectrum;
  /** All views, where they are tried; null for those about the last ones alone. */
  readonly views: Views | null;
  /** Rings that views are compared on, and rings that poses are fitted on. */
  readonly searchRings: number;
  readonly fitRings: number;
}

/** Rings that tell views of a particle apart: some 12 over its width. */
export function ringsOfSearch({ source, radiusPx }: RefineSetup, fitRings: number): number {
  return Math.min(fitRings, Math.max(6, Math.round((source.boxPx / (2 * radiusPx)) * 12)));
}

/** The best pose of each particle, from all views or from those about its last one. */
export async function findPoses(
  setup: RefineSetup,
  target: Target,
  taken: Taken,
  last: LastPoses | null,
): Promise<FittedPoses> {
  const { search, spectrum, searchRings, fitRings } = target;
  const coarse = await improve(search, taken, spectrum, await candidatesOf(setup, target, taken, last), {
    rings: Math.min(fitRings, 2 * searchRings),
    steps: 4,
  });
  const best = { each: 1, rotations: coarse.rotations, shiftsPx: coarse.shiftsPx };
  return improve(search, taken, spectrum, best, { rings: fitRings, steps: 5 });
}

/** Poses to begin from: the best of all views, where they are tried, and the last one. */
async function candidatesOf(
  setup: RefineSetup,
  { search, views, searchRings }: Target,
  taken: Taken,
  last: LastPoses | null,
): Promise<Candidates> {
  if (views === null) {
    if (last === null) throw new Error('neither views nor poses to begin from');
    return withPose(null, last.rotations, last.shiftsPx);
  }
  const reachPx = last === null ? setup.maxShiftPx : (1.5 * setup.source.boxPx) / searchRings / 4;
  const found = await findCandidates(search, taken, views, {
    centres: last?.shiftsPx ?? new Float32Array(2 * taken.particles.length),
    offsets: shiftGrid(setup, searchRings, reachPx),
    keep: 3,
    apartRad: 1.5 * viewStepRad(setup, searchRings),
  });
  return last === null ? found : withPose(found, last.rotations, last.shiftsPx);
}
