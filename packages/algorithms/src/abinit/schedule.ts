import { mostRings } from '../class2d/ring-layout.js';
import type { AbinitSetup } from './abinit-setup.js';
import type { AbinitState } from './abinit-state.js';

/** Rings that mini-batches begin with, so many blobs across the particle. */
const firstBlobs = 5;
/** Steps over which certainty and likelihood are judged, and the certainty that is enough. */
const [judged, certain] = [5, 0.6];

/** How much of the planned steps lies behind, 0 to 1. */
export function shareDone({ settings }: AbinitSetup, step: number): number {
  return settings.steps > 1 ? Math.min(1, step / (settings.steps - 1)) : 1;
}

/** Rings compared: from few blobs across the particle to all of the coarse grid. */
export function ringsAt({ source, radiusPx }: Pick<AbinitSetup, 'source' | 'radiusPx'>, done: number): number {
  const most = mostRings(source.boxPx);
  const first = Math.min(most, Math.max(3, Math.round((firstBlobs * source.boxPx) / (2 * radiusPx))));
  return Math.round(first * (most / first) ** Math.min(1, Math.max(0, (done - 0.25) / 0.6)));
}

/**
 * Whether another step is due: one that is planned, or, up to as many again, one more while views are still uncertain and the
 * likelihood grows. Some starts find their way late.
 */
export function isStepDue({ settings: { steps } }: AbinitSetup, { step, certainties, scores }: AbinitState): boolean {
  if (step < steps) return true;
  if (step >= 2 * steps || step < 2 * judged) return false;
  const growth = recent(scores, step) / recent(scores, step - judged);
  return recent(certainties, step) < certain && growth > 1.02;
}

/** Mean over the last steps before `step`. */
export function recent(values: Float64Array, step: number): number {
  const last = values.subarray(Math.max(0, step - judged), step);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}
