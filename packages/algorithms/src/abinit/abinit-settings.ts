import { UserError } from '@vitreous/errors';
import { symmetryRotations } from '../symmetry/point-group.js';

/** How maps are found from particles alone. */
export interface AbinitSettings {
  /** Number of maps. */
  readonly classes: number;
  /** Diameter of the ball that holds the particle. */
  readonly maskDiameterA: number;
  /** A point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Whether maps are found without symmetry first, then turned onto the axes of the group; else it is imposed from the start. */
  readonly lateSymmetry: boolean;
  /** Starts from different noise, of which the most likely goes on; null for several where a symmetry is imposed, else one. */
  readonly starts: number | null;
  /** Steps on mini-batches; as many again at most where they still help. */
  readonly steps: number;
  /** Particles of a mini-batch for each map. */
  readonly batch: number;
  /** Finest resolution looked at by the mini-batches; null for what ten rings over the particle's width give. */
  readonly coarseResolutionA: number | null;
  /** Finest resolution of the maps in the end. */
  readonly maxResolutionA: number;
  /** Greatest distance of a particle from the centre of its box. */
  readonly maxShiftA: number;
  readonly seed: number;
  /** Bytes of transformed particles that may stay in memory; beyond it they are read again. */
  readonly cacheBytes: number;
}

export const defaultAbinitSettings = {
  classes: 1,
  symmetry: 'C1',
  lateSymmetry: false,
  starts: null,
  steps: 50,
  batch: 100,
  coarseResolutionA: null,
  maxResolutionA: 8,
  seed: 1,
  cacheBytes: 2 ** 30,
};

/** @throws UserError, saying which, when a setting makes no sense for the particles. */
export function checkAbinitSettings(
  settings: AbinitSettings,
  { count, boxPx, pixelSizeA }: { count: number; boxPx: number; pixelSizeA: number },
): void {
  const widthA = boxPx * pixelSizeA;
  symmetryRotations(settings.symmetry);
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const rules: readonly (readonly [boolean, string])[] = [
    [whole(settings.classes, 1, 20), `${settings.classes} maps: expected 1 to 20`],
    [
      count >= 20 * settings.classes,
      `${count} particles: expected at least 20 for each map, ${20 * settings.classes}; take more particles or ask for fewer maps`,
    ],
    [whole(boxPx, 16, 1024), `boxes of ${boxPx} pixels: expected 16 to 1024`],
    [
      settings.maskDiameterA > 4 * pixelSizeA && settings.maskDiameterA <= widthA,
      `a mask of ${settings.maskDiameterA} Å: expected more than four pixels and at most the box, ${widthA.toFixed(1)} Å`,
    ],
    [whole(settings.starts ?? 1, 1, 100), `${settings.starts} starts: expected 1 to 100`],
    [whole(settings.steps, 1, 10_000), `${settings.steps} steps: expected 1 to 10000`],
    [whole(settings.batch, 1, 1e6), `${settings.batch} particles a step: expected 1 to a million`],
    [
      settings.maxResolutionA > 0 && settings.maxResolutionA < widthA / 6,
      `a resolution of ${settings.maxResolutionA} Å: expected one finer than a sixth of the box, ${(widthA / 6).toFixed(1)} Å`,
    ],
    [
      settings.maxShiftA >= 0 && settings.maxShiftA <= widthA / 4,
      `shifts of ${settings.maxShiftA} Å: expected 0 to a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [Number.isInteger(settings.seed), `seed ${settings.seed}: expected a whole number`],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot begin maps with ${broken[1]}.`);
}
