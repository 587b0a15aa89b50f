import { UserError } from '@vitreous/errors';
import { symmetryRotations } from '../symmetry/point-group.js';

/** How particles are refined against a map. */
export interface RefineSettings {
  /** Diameter of the ball that holds the particle. */
  readonly maskDiameterA: number;
  /** A point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** The first map is looked at without what is finer than this. */
  readonly initialResolutionA: number;
  /** Maps hold nothing finer than this; 0 for all that the pixels hold. */
  readonly maxResolutionA: number;
  /** Greatest distance of a particle from the centre of its box. */
  readonly maxShiftA: number;
  readonly maxIterations: number;
  /** Up to this resolution both halves share what they know, so that they do not drift apart. */
  readonly joinHalvesA: number;
  /** Whether each particle's signal has a strength of its own. */
  readonly perParticleScale: boolean;
  readonly seed: number;
  /** Bytes of transformed particles that may stay in memory; beyond it they are read again. */
  readonly cacheBytes: number;
  /** What references and curves are seen through, boxPx³ voxels from 0 to 1; usually a ball and a mask made from the map. */
  readonly mask?: Float32Array | null;
}

export const defaultRefineSettings = {
  symmetry: 'C1',
  initialResolutionA: 30,
  maxResolutionA: 0,
  maxIterations: 15,
  joinHalvesA: 40,
  perParticleScale: false,
  seed: 1,
  cacheBytes: 2 ** 30,
};

/** @throws UserError, saying which, when a setting makes no sense for the particles. */
export function checkRefineSettings(
  settings: RefineSettings,
  { count, boxPx, pixelSizeA }: { count: number; boxPx: number; pixelSizeA: number },
): void {
  const widthA = boxPx * pixelSizeA;
  symmetryRotations(settings.symmetry);
  const rules: readonly (readonly [boolean, string])[] = [
    [count >= 10, `${count} particles: expected at least 10`],
    [Number.isInteger(boxPx) && boxPx >= 16 && boxPx <= 1024, `boxes of ${boxPx} pixels: expected 16 to 1024`],
    [
      settings.maskDiameterA > 4 * pixelSizeA && settings.maskDiameterA <= widthA,
      `a mask of ${settings.maskDiameterA} Å: expected more than four pixels and at most the box, ${widthA.toFixed(1)} Å`,
    ],
    [
      settings.initialResolutionA > 2 * pixelSizeA && settings.initialResolutionA < widthA / 2,
      `an initial resolution of ${settings.initialResolutionA} Å: expected ${(2 * pixelSizeA).toFixed(1)} to ${(widthA / 2).toFixed(1)} Å`,
    ],
    [
      settings.maxResolutionA >= 0 && settings.maxResolutionA < settings.initialResolutionA,
      `a finest resolution of ${settings.maxResolutionA} Å: expected one finer than the initial one`,
    ],
    [
      settings.maxShiftA >= 0 && settings.maxShiftA <= widthA / 4,
      `shifts of ${settings.maxShiftA} Å: expected 0 to a quarter of the box, ${(widthA / 4).toFixed(1)} Å`,
    ],
    [
      Number.isInteger(settings.maxIterations) && settings.maxIterations >= 1 && settings.maxIterations <= 100,
      `${settings.maxIterations} iterations: expected 1 to 100`,
    ],
    [
      settings.mask == null || settings.mask.length === boxPx ** 3,
      `a mask of ${settings.mask?.length ?? 0} voxels: expected ${boxPx} a side`,
    ],
    [Number.isInteger(settings.seed), `seed ${settings.seed}: expected a whole number`],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot refine with ${broken[1]}.`);
}
