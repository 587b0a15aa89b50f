import { UserError } from '@vitreous/errors';
import { checkRefineSettings, type RefineSettings } from '../refine/refine-settings.js';

/** How particles are sorted among several maps while their poses are refined. */
export interface HeteroSettings extends Pick<
  RefineSettings,
  | 'maskDiameterA'
  | 'symmetry'
  | 'initialResolutionA'
  | 'maxResolutionA'
  | 'maxShiftA'
  | 'maxIterations'
  | 'seed'
  | 'cacheBytes'
> {
  /** All views are tried in so many iterations; later only those about the last one of each class. */
  readonly globalIterations: number;
}

export const defaultHeteroSettings = {
  symmetry: 'C1',
  initialResolutionA: 20,
  maxResolutionA: 0,
  maxIterations: 12,
  globalIterations: 3,
  seed: 1,
  cacheBytes: 2 ** 30,
};

/** @throws UserError, saying which, when a setting makes no sense for the particles. */
export function checkHeteroSettings(
  settings: HeteroSettings,
  source: { count: number; boxPx: number; pixelSizeA: number },
  maps: readonly Float32Array[],
): void {
  checkRefineSettings({ ...settings, joinHalvesA: 0, perParticleScale: false }, source);
  const { count, boxPx } = source;
  const rules: readonly (readonly [boolean, string])[] = [
    [maps.length >= 2 && maps.length <= 50, `${maps.length} maps: expected 2 to 50`],
    [count >= 20 * maps.length, `${count} particles for ${maps.length} maps: expected 20 for each`],
    [maps.every((map) => map.length === boxPx ** 3), `maps of another box than the particles', ${boxPx} a side`],
    [settings.globalIterations >= 1, `${settings.globalIterations} searches over all views: expected one at least`],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken !== undefined) throw new UserError(`Cannot sort particles with ${broken[1]}.`);
}
