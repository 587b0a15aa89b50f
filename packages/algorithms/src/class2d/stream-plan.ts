import { alignedRings, finestRing, type Class2dSettings } from './class2d-settings.js';
import { coarseRings, fullPass, lostShare, shiftStepFor, type Step } from './schedule.js';

/** How a classification follows particles that keep arriving. All are numbers of particles for each class. */
export const streamPace = {
  /** It begins with so many. */
  first: 20,
  /** With so many, when no more are expected for now. */
  firstIdle: 2,
  /** Begun with fewer than so many, it begins anew when there are so many. */
  enough: 100,
  /** New ones are taken in so many at a time, and after each time averages are made anew. */
  block: 25,
};
/** It also begins anew when there are `fewTimes` more than it began with; never when there are not `leastTimes` more. */
const [fewTimes, leastTimes] = [4, 1.5];
/** A pass over all particles is made when there are so many times more than at the last. */
const growth = 2;
/** While nothing arrives, a pass is made when there are so many times more than at the last. */
const idleGrowth = 1.02;

export type StreamAction = 'begin' | 'begin anew' | 'take in' | 'pass';

/** What a stream has done and what is there. Rejected particles do not count. */
export interface StreamCounts {
  readonly there: number;
  /** Looked at. */
  readonly taken: number;
  /** There when it last began; 0: it has not begun. */
  readonly begunWith: number;
  /** There at the last pass over all. */
  readonly passedWith: number;
  /** Of those taken, how many have been rejected since and still count. */
  readonly stale: number;
}

/** What a stream should do next; null: wait. `idle`: no more particles are expected for now. */
export function nextAction(
  { there, taken, begunWith, passedWith, stale }: StreamCounts,
  idle: boolean,
  { classes }: { classes: number },
): StreamAction | null {
  const [first, enough, block] = [streamPace.first, streamPace.enough, streamPace.block].map((n) => n * classes);
  if (begunWith === 0) return there >= (idle ? streamPace.firstIdle * classes : (first ?? 0)) ? 'begin' : null;
  const few = begunWith < (enough ?? 0);
  const better = idle ? 0 : Math.min(enough ?? 0, fewTimes * begunWith);
  if (few && there >= Math.max(better, leastTimes * begunWith)) return 'begin anew';
  const fresh = there - taken;
  if (fresh >= (idle ? 1 : (block ?? 0))) return 'take in';
  if (taken >= growth * passedWith) return 'pass';
  if (idle && (taken > idleGrowth * passedWith || stale > 0)) return 'pass';
  return null;
}

/** The two looks at particles that are new to averages: for where they lie, coarsely, then finely. Only the second adds them. */
export function intakeSteps(
  settings: Class2dSettings,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): { readonly coarse: Step; readonly fine: Step } {
  const rings = finestRing(settings, boxPx, pixelSizeA);
  const few = Math.min(rings, alignedRings(settings, boxPx, pixelSizeA).first + coarseRings);
  const coarse: Step = {
    ...fullPass(rings, 0, false),
    rings: few,
    about: 'box',
    shiftStepPx: shiftStepFor(few, boxPx),
    shiftSteps: null,
  };
  const fine: Step = {
    ...fullPass(rings, 0, false),
    shiftStepPx: Math.max(0.5, boxPx / rings / 4),
    shiftSteps: 1,
    memory: 1,
    recentres: settings.recentres,
    leastShare: lostShare,
  };
  return { coarse, fine };
}
