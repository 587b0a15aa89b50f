import { UserError } from '@vitreous/errors';
import { mostRings } from './ring-layout.js';

/** How particles are sorted into classes. */
export interface Class2dSettings {
  readonly classes: number;
  /** Diameter of the disc outside of which class averages are 0. */
  readonly maskDiameterA: number;
  /** Width of the soft edge beyond it. */
  readonly maskEdgeA: number | null;
  /** The finest resolution looked at. */
  readonly maxResolutionA: number;
  /** Particles are compared from the coarser of these to the finer; null: from the first ring, to `maxResolutionA`. */
  readonly alignFromA: number | null;
  readonly alignToA: number | null;
  /** Greatest distance of a particle from the centre of its box. */
  readonly maxShiftA: number;
  /** Steps on mini-batches, then passes over all particles. */
  readonly onlineSteps: number;
  readonly fullPasses: number;
  /** Particles of a mini-batch for each class. */
  readonly batchPerClass: number;
  /** How many times less sure than the noise allows the first `annealFrom` steps are; it falls to 1 in `annealSteps` more. */
  readonly uncertainty: number;
  readonly annealFrom: number;
  /** Null: by half of the mini-batches. */
  readonly annealSteps: number | null;
  /** The same noise at all frequencies. */
  readonly whiteNoise: boolean;
  /** Whether classes that lie off the middle of their box are brought back. */
  readonly recentres: boolean;
  /** Middle of the pixels above this share of the brightest, */
  readonly recentreThreshold: number;
  /** each of which counts alike, or by what it is above it. */
  readonly recentreBinary: boolean;
  readonly seed: number;
  /** Bytes of transformed particles that may stay in memory; beyond it they are read again. */
  readonly cacheBytes: number;
}

export const defaultClass2dSettings = {
  classes: 50,
  maskEdgeA: null,
  maxResolutionA: 6,
  alignFromA: null,
  alignToA: null,
  onlineSteps: 60,
  fullPasses: 3,
  batchPerClass: 25,
  uncertainty: 1,
  annealFrom: 0,
  annealSteps: null,
  whiteNoise: false,
  recentres: true,
  recentreThreshold: 0.2,
  recentreBinary: false,
  seed: 1,
  cacheBytes: 2 ** 30,
};

/** The usual limit of shifts: a sixteenth of the box. */
export function usualMaxShiftA(boxPx: number, pixelSizeA: number): number {
  return (boxPx * pixelSizeA) / 16;
}

/** @throws UserError, saying which, when a setting makes no sense for `count` particles in boxes of `boxPx` pixels. */
export function checkClass2dSettings(
  settings: Class2dSettings,
  { count, boxPx, pixelSizeA }: { count: number; boxPx: number; pixelSizeA: number },
): void {
  const widthA = boxPx * pixelSizeA;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const rules: readonly (readonly [boolean, string])[] = [
    [whole(settings.classes, 1, 2000), `${settings.classes} classes: expected 1 to 2000`],
    [
      settings.classes <= count,
      `${settings.classes} classes of ${count} particles: expected no more classes than particles`,
    ],
    [whole(boxPx, 16, 2048), `boxes of ${boxPx} pixels: expected 16 to 2048`],
    [
      settings.maskDiameterA > 4 * pixelSizeA && settings.maskDiameterA <= widthA,
      `a mask of ${settings.maskDiameterA} Å: expected more than four pixels and at most the box, ${widthA.toFixed(1)} Å`,
    ],
    [
      settings.maxResolutionA > 0 && settings.maxResolutionA < widthA / 4,
      `a resolution of ${settings.maxResolutionA} Å: expected one finer than a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [
      (settings.alignToA ?? settings.maxResolutionA) >= settings.maxResolutionA &&
        (settings.alignToA ?? 0) < widthA / 4,
      `alignment to ${settings.alignToA} Å: expected a resolution from ${settings.maxResolutionA} Å, the finest looked at, to a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [
      (settings.alignFromA ?? Infinity) > 1.5 * (settings.alignToA ?? settings.maxResolutionA),
      `alignment from ${settings.alignFromA} Å: expected a resolution at least half as coarse again as the finest, ${settings.alignToA ?? settings.maxResolutionA} Å`,
    ],
    [
      (settings.maskEdgeA ?? 0) >= 0 && (settings.maskEdgeA ?? 0) <= widthA / 4,
      `a soft edge of ${settings.maskEdgeA} Å: expected 0 to a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [
      settings.recentreThreshold >= 0 && settings.recentreThreshold < 1,
      `a threshold of ${settings.recentreThreshold} for the middle of classes: expected 0 to below 1`,
    ],
    [
      whole(settings.annealFrom, 0, 10_000) && whole(settings.annealSteps ?? 1, 1, 10_000),
      `uncertainty that falls from step ${settings.annealFrom} in ${settings.annealSteps} steps: expected whole numbers to 10000`,
    ],
    [
      settings.maxShiftA >= 0 && settings.maxShiftA <= widthA / 4,
      `shifts of ${settings.maxShiftA} Å: expected 0 to a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [whole(settings.onlineSteps, 0, 10_000), `${settings.onlineSteps} steps on mini-batches: expected 0 to 10000`],
    [whole(settings.fullPasses, 1, 1000), `${settings.fullPasses} full passes: expected 1 to 1000`],
    [whole(settings.batchPerClass, 1, 1e6), `${settings.batchPerClass} particles a class: expected 1 to a million`],
    [
      settings.uncertainty >= 1 && settings.uncertainty <= 1000,
      `an uncertainty of ${settings.uncertainty}: expected 1 to 1000`,
    ],
    [Number.isInteger(settings.seed), `seed ${settings.seed}: expected a whole number`],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot classify with ${broken[1]}.`);
}

/** The outermost ring that the settings ask for and the box allows. */
export function finestRing({ maxResolutionA }: Class2dSettings, boxPx: number, pixelSizeA: number): number {
  return Math.max(2, Math.min(mostRings(boxPx), Math.ceil((boxPx * pixelSizeA) / maxResolutionA)));
}

/** The rings by which particles are compared: those from `first` on and before `end`, counted from 0. */
export function alignedRings(
  settings: Class2dSettings,
  boxPx: number,
  pixelSizeA: number,
): { readonly first: number; readonly end: number } {
  const { alignFromA, alignToA } = settings;
  const widthA = boxPx * pixelSizeA;
  const finest = finestRing(settings, boxPx, pixelSizeA);
  const end = alignToA === null ? finest : Math.min(finest, Math.max(2, Math.ceil(widthA / alignToA)));
  // Ring i has radius i + 1. Two are left at least.
  const first = alignFromA === null ? 0 : Math.min(end - 2, Math.max(0, Math.ceil(widthA / alignFromA) - 1));
  return { first, end };
}
