import { filterVolume } from '../fsc/shells.js';
import { fitGuinier, type GuinierFit } from '../reconstruct/guinier.js';
import { through } from './judge-halves.js';

export interface SharpenSettings {
  readonly pixelSizeA: number;
  /** What to undo, Å² (positive: the map has faded); null for what the map's fall-off says. */
  readonly bFactorA2: number | null;
  /** Correlation of the halves on each shell, by which the map is weighed; null for no weighing. */
  readonly fsc: ArrayLike<number> | null;
  /** Whether the correlation tells of the whole map, made of both halves, or is taken as that of one. */
  readonly fullMap: boolean;
  /** Where the low-pass falls to 1 / sqrt 2, shells, and how steeply: a Butterworth filter's order. */
  readonly endShell: number;
  readonly order: number;
  /** The fall-off is fitted between these. */
  readonly guinierFromA: number;
  readonly guinierToA: number;
}

export interface Sharpened {
  readonly map: Float32Array;
  /** What was undone. */
  readonly bFactorA2: number;
  /** The fall-off of the weighed map; null where too few shells lie in the range. */
  readonly guinier: GuinierFit | null;
}

/**
 * A map of n³ voxels sharpened: weighed by what it is worth on each shell, sqrt(2 c / (1 + c)) with c the correlation of its
 * halves, its fall-off undone and cut off by a low-pass (Rosenthal and Henderson 2003, J. Mol. Biol. 333, 721). The fall-off
 * is that of the map through the mask.
 */
export async function sharpen(
  map: Float32Array,
  mask: Float32Array | null,
  settings: SharpenSettings,
  { threads = 1 }: { threads?: number } = {},
): Promise<Sharpened> {
  const { pixelSizeA, fsc, fullMap, endShell, order } = settings;
  const n = Math.round(Math.cbrt(map.length));
  const worth = (shell: number): number => {
    if (fsc === null) return 1;
    const c = Math.min(1, Math.max(0, fsc[Math.min(fsc.length - 1, shell)] ?? 0));
    return fullMap ? Math.sqrt((2 * c) / (1 + c)) : Math.sqrt(c);
  };
  const weigh = (radius: number): number => {
    const below = Math.floor(radius);
    return worth(below) + (radius - below) * (worth(below + 1) - worth(below));
  };
  const weighed = await filterVolume(mask === null ? map : through(map, mask), n, weigh, { threads });
  const range = { fromA: settings.guinierFromA, toA: settings.guinierToA };
  const guinier = await fitGuinier(weighed, { n, pixelSizeA, ...range }, { threads });
  const bFactorA2 = settings.bFactorA2 ?? Math.max(0, guinier?.bFactorA2 ?? 0);
  const factor = (radius: number): number => {
    const k = radius / (n * pixelSizeA);
    return (weigh(radius) * Math.exp((bFactorA2 * k * k) / 4)) / Math.sqrt(1 + (radius / endShell) ** (2 * order));
  };
  return { map: await filterVolume(map, n, factor, { threads }), bFactorA2, guinier };
}
