import { createRadialCurve, forwardReal, inverseReal, multiplyRadial } from '@vitreous/numerics';
import type { LocalResolution } from './local-resolution.js';

/** Resolution of every voxel as spatial frequency, 1/Å: between the nodes of the grid along straight lines; 0 where none is. */
export function frequencyOfVoxels({ n, nodes, stepPx, frequency }: LocalResolution): Float32Array {
  const voxels = new Float32Array(n ** 3);
  const axis = Array.from({ length: n }, (_, at) => {
    const low = Math.floor(at / stepPx);
    return { low, high: Math.min(nodes - 1, low + 1), share: at / stepPx - low };
  });
  axis.forEach((z, k) => {
    axis.forEach((y, j) => {
      axis.forEach((x, i) => {
        let [sum, weight] = [0, 0];
        for (let corner = 0; corner < 8; corner++) {
          const w =
            ((corner & 1) !== 0 ? x.share : 1 - x.share) *
            ((corner & 2) !== 0 ? y.share : 1 - y.share) *
            ((corner & 4) !== 0 ? z.share : 1 - z.share);
          const [cx, cy, cz] = [
            (corner & 1) !== 0 ? x.high : x.low,
            (corner & 2) !== 0 ? y.high : y.low,
            (corner & 4) !== 0 ? z.high : z.low,
          ];
          const value = frequency[(cz * nodes + cy) * nodes + cx] ?? 0;
          // Nodes that were not measured have no say.
          if (value > 0 && w > 0) {
            sum += w * value;
            weight += w;
          }
        }
        voxels[(k * n + j) * n + i] = weight > 0 ? sum / weight : 0;
      });
    });
  });
  return voxels;
}

/** Low-passed copies that every place is mixed from: steps of about a thirtieth of the range. */
const levels = 32;

/**
 * A map of n³ voxels low-passed at each voxel to its own frequency (1/Å): between two of a series of low-passed maps along a
 * straight line. Where the frequency is 0, nothing of the map is left.
 */
export async function filterLocally(
  map: Float32Array,
  frequency: Float32Array,
  { pixelSizeA }: { pixelSizeA: number },
  {
    threads = 1,
    signal,
    onProgress,
  }: { threads?: number; signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<Float32Array> {
  const n = Math.round(Math.cbrt(map.length));
  const shape = [n, n, n];
  const spectrum = await forwardReal(map, shape, { threads });
  let [least, most] = [Infinity, 0];
  for (const value of frequency) {
    if (value <= 0) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const filtered = new Float32Array(map.length);
  if (most === 0) return filtered;
  const step = Math.max((most - least) / (levels - 1), 1e-9);
  for (let level = 0; level < levels; level++) {
    signal?.throwIfAborted();
    const at = least + level * step;
    // The edge is as wide as the way between levels, and at least a tenth of the frequency.
    const edge = Math.max(step, 0.1 * at) * pixelSizeA;
    const curve = createRadialCurve((k) => passBelow(k, at * pixelSizeA, edge));
    const low = await inverseReal(await multiplyRadial(spectrum, shape, curve, { threads }), shape, { threads });
    for (let i = 0; i < filtered.length; i++) {
      const own = frequency[i] ?? 0;
      if (own <= 0) continue;
      const share = 1 - Math.abs(own - at) / step;
      if (share > 0) filtered[i] = (filtered[i] ?? 0) + share * (low[i] ?? 0);
    }
    onProgress?.((level + 1) / levels);
  }
  return filtered;
}

/** 1 below a frequency, 0 above, over a raised cosine of width `edge` about it. */
function passBelow(frequency: number, at: number, edge: number): number {
  const along = (frequency - at) / edge + 0.5;
  return along <= 0 ? 1 : along >= 1 ? 0 : (1 + Math.cos(Math.PI * along)) / 2;
}
