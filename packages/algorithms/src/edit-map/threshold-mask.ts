import { distanceTo } from '../mask/distance.js';
import { softEdge } from '../mask/soft-sphere.js';

/** A mask of the voxels of a cube above a threshold, widened, with a soft edge beyond: 0 to 1. */
export function maskAbove(
  map: Float32Array,
  { threshold, dilatePx, edgePx }: { threshold: number; dilatePx: number; edgePx: number },
): Float32Array {
  const n = Math.round(Math.cbrt(map.length));
  const set = Uint8Array.from(map, (value) => (value > threshold ? 1 : 0));
  return distanceTo(set, n).map((distance) => softEdge(distance - dilatePx, edgePx));
}
