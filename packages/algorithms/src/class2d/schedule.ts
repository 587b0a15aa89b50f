import type { Class2dSettings } from './class2d-settings.js';
import { alignedRings, finestRing } from './class2d-settings.js';

/** One step: which particles are compared, how finely, and how sure the comparison may be. */
export interface Step {
  /** Particles drawn for it; null for all, one after the other. */
  readonly batch: number | null;
  /** Rings compared. */
  readonly rings: number;
  /** Multiplies the logarithm of the likelihood: less than 1 keeps particles undecided. */
  readonly sharpness: number;
  /** Shifts tried about the middle of the box (reach up to the limit), or about where the particle was found. */
  readonly about: 'box' | 'particle';
  readonly shiftStepPx: number;
  /** Steps to each side; the limit of shifts where it is null. */
  readonly shiftSteps: number | null;
  /** What sums of earlier steps count for in this one; 0 begins anew. */
  readonly memory: number;
  /** Whether classes that lie off the middle of the box are brought back. */
  readonly recentres: boolean;
  /** Classes with less than this share of an even part of the particles begin anew from a full one. */
  readonly leastShare: number;
  /** Whether each half of the particles is compared with averages of its own alone: what both show is then in the particles. */
  readonly ownHalf: boolean;
}

/** The resolution a search begins with: so many blobs across the particle. */
const firstBlobs = 5;
/** While so many rings are compared the whole range of shifts is tried; later on only about where a particle was found. */
export const coarseRings = 13;
/** A class with less of an even share than this is lost. */
export const lostShare = 0.15;
/** Now and then also classes with less than `share` begin anew, so that no view is kept by two while others go without. */
const evening = { every: 6, share: 0.6 };
/** From here on, of the steps on mini-batches, classes are left to settle. */
const lastMending = 0.9;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** All steps, coarse to fine: mini-batches with growing resolution and sharpness, then passes over all particles. */
export function planSteps(
  settings: Class2dSettings,
  { count, boxPx, pixelSizeA }: { count: number; boxPx: number; pixelSizeA: number },
): Step[] {
  const finest = finestRing(settings, boxPx, pixelSizeA);
  const widthA = boxPx * pixelSizeA;
  const coarsest = alignedRings(settings, boxPx, pixelSizeA).first;
  const first = Math.min(finest, coarsest + Math.max(3, Math.ceil((firstBlobs * widthA) / settings.maskDiameterA)));
  const batch = Math.min(count, Math.max(200, settings.classes * settings.batchPerClass));
  const { onlineSteps, fullPasses, annealFrom } = settings;
  const annealSteps = settings.annealSteps ?? Math.max(1, (onlineSteps - 1) / 2);
  const online = Array.from({ length: onlineSteps }, (_, i): Step => {
    const done = onlineSteps > 1 ? i / (onlineSteps - 1) : 1;
    const rings = Math.round(first * (finest / first) ** within((done - 0.1) / 0.8));
    const coarse = rings <= coarsest + coarseRings;
    return {
      batch,
      rings,
      sharpness: settings.uncertainty ** -(1 - within((i - annealFrom) / annealSteps)),
      about: coarse ? 'box' : 'particle',
      shiftStepPx: coarse ? shiftStepFor(rings, boxPx) : Math.max(0.5, boxPx / rings / 4),
      shiftSteps: coarse ? null : 1,
      memory: i === 0 ? 0 : Math.min(1 - batch / count, 0.4 + 0.5 * done),
      recentres: settings.recentres && done < lastMending,
      leastShare: done >= lastMending ? 0 : i % evening.every === evening.every / 2 ? evening.share : lostShare,
      ownHalf: false,
    };
  });
  const passes = Array.from({ length: fullPasses }, (_, i) => fullPass(finest, i, i === fullPasses - 1));
  return [...online, ...passes];
}

/**
 * A pass over all particles about where they were found: the first after coarser steps, or a later one. After the last, halves
 * are asked how far they agree.
 */
export function fullPass(rings: number, earlier: number, last: boolean): Step {
  return {
    batch: null,
    rings,
    sharpness: 1,
    about: 'particle',
    shiftStepPx: earlier === 0 ? 0.5 : 0.25,
    shiftSteps: earlier === 0 ? 2 : 1,
    memory: 0,
    recentres: false,
    leastShare: 0,
    ownHalf: last,
  };
}

/** A shift of half a step turns the outermost ring's phase by about a quarter of a turn at most. */
export function shiftStepFor(rings: number, boxPx: number): number {
  return Math.max(1, Math.min(4, Math.round((2 * (boxPx / rings)) / 5)));
}

/** Shifts of a step, (shifts, 2), pixels: a disc of the limit, or a square of steps. */
export function offsetsOf({ shiftStepPx, shiftSteps }: Step, maxShiftPx: number): Float32Array {
  const reach = shiftSteps ?? Math.floor(maxShiftPx / shiftStepPx);
  const line = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * shiftStepPx);
  const all = line.flatMap((y) => line.map((x) => [x, y] as const));
  const kept = shiftSteps === null ? all.filter(([x, y]) => Math.hypot(x, y) <= maxShiftPx + 1e-6) : all;
  return Float32Array.from(kept.flat());
}
