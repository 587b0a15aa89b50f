import { filterVolume, lowPass } from '../fsc/shells.js';
import { distanceTo } from './distance.js';
import { softEdge } from './soft-sphere.js';

export interface MapMaskSettings {
  /** Voxels of the smoothed map above this part of its strongest belong to the particle. */
  readonly threshold: number;
  /** The map is looked at without what is finer than this, in shells. */
  readonly shells: number;
  /** The mask reaches so far beyond, then falls to 0 over the edge. */
  readonly dilatePx: number;
  readonly edgePx: number;
}

/**
 * A soft mask of a map of n³ voxels: where the smoothed map is strong, widened, with a soft edge. Only voxels within `within`
 * (above one half) count.
 */
export async function maskOfMap(
  map: Float32Array,
  { n, within, settings }: { n: number; within: Float32Array; settings: MapMaskSettings },
  options: { threads?: number } = {},
): Promise<Float32Array> {
  const smooth = await filterVolume(map, n, lowPass(settings.shells, 2), options);
  const inside = smooth.filter((_, i) => (within[i] ?? 0) > 0.5).sort();
  // Not the one strongest voxel, which may be a spike.
  const strongest = inside[Math.floor(0.999 * (inside.length - 1))] ?? 0;
  const level = settings.threshold * strongest;
  const set = Uint8Array.from(smooth, (value, i) => (value > level && (within[i] ?? 0) > 0.5 ? 1 : 0));
  return distanceTo(set, n).map((distance) => softEdge(distance - settings.dilatePx, settings.edgePx));
}
