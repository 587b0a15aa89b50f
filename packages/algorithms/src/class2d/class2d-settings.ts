import { UserError } from '@vitreous/errors';
import { mostRings } from './ring-layout.js';

/** How particles are sorted into classes. */
export interface Class2dSettings {
  readonly classes: number;
  /** Diameter of the disc outside of which class averages are 0. */
  readonly maskDiameterA: number;
  /** The finest resolution looked at. */
  readonly maxResolutionA: number;
  /** Greatest distance of a particle from the centre of its box. */
  readonly maxShiftA: number;
  /** Steps on mini-batches, then passes over all particles. */
  readonly onlineSteps: number;
  readonly fullPasses: number;
  /** Particles of a mini-batch for each class. */
  readonly batchPerClass: number;
  /** How many times less sure than the noise allows the first step is; it falls to 1 by half of the mini-batches. */
  readonly uncertainty: number;
  readonly seed: number;
  /** Bytes of transformed particles that may stay in memory; beyond it they are read again. */
  readonly cacheBytes: number;
}

export const defaultClass2dSettings = {
  classes: 50,
  maxResolutionA: 6,
  onlineSteps: 60,
  fullPasses: 3,
  batchPerClass: 25,
  uncertainty: 1,
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
