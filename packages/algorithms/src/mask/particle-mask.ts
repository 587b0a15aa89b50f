import { maskOfMap } from './map-mask.js';

/** A mask holds what is above this part of the strongest voxel of a map smoothed to `smoothA`. */
const usualThreshold = 0.15;
/** The mask is made of the map to twice its resolution, and never finer than this. */
const smoothA = 14;
const [usualDilateA, usualEdgeA] = [6, 12];
export const maskEdgePx = 5;

/** The mask of a particle's shape, from its map of n³ voxels and the resolution that the map has. */
export function maskOfParticle(
  map: Float32Array,
  given: {
    readonly n: number;
    readonly pixelSizeA: number;
    /** Nothing beyond it belongs to the particle. */
    readonly sphere: Float32Array;
    readonly resolutionA: number;
    readonly threshold?: number;
    readonly dilateA?: number;
    readonly edgeA?: number;
  },
  options: { threads?: number } = {},
): Promise<Float32Array> {
  const { n, pixelSizeA, sphere, resolutionA } = given;
  const { threshold = usualThreshold, dilateA = usualDilateA, edgeA = usualEdgeA } = given;
  const settings = {
    threshold,
    shells: (n * pixelSizeA) / Math.max(smoothA, 2 * resolutionA),
    dilatePx: Math.max(2, dilateA / pixelSizeA),
    edgePx: Math.max(maskEdgePx, edgeA / pixelSizeA),
  };
  return maskOfMap(map, { n, within: sphere, settings }, options);
}
