import { findAlignment, type MapAlignment } from '../align-maps/find-alignment.js';

/** How a map agrees with the truth, both brought onto each other. */
export type MapQuality = Pick<MapAlignment, 'fsc' | 'mirrored'>;

/** Compares a map of unknown pose and hand with the truth, both of boxPx³ voxels and within `radiusPx` of their centre. */
export function judgeMap(
  map: Float32Array,
  truth: Float32Array,
  size: { boxPx: number; radiusPx: number },
  options: { threads?: number } = {},
): Promise<MapQuality> {
  return findAlignment(map, truth, size, options);
}
