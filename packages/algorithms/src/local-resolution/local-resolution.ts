import { UserError } from '@vitreous/errors';
import { correlateWindows } from '@vitreous/numerics';
import { fastEvenLength } from '../class2d/ring-layout.js';
import { crossingOf } from '../fsc/shells.js';
import { softEdge } from '../mask/soft-sphere.js';

export interface LocalResolutionSettings {
  readonly pixelSizeA: number;
  /** Side of the cubic window, Å; what it sees fades towards the ball that fits in. */
  readonly boxA: number;
  /** Resolution is measured at every so many voxels of each axis. */
  readonly stepPx: number;
  /** The correlation that tells the resolution: 0.5, or 0.143. */
  readonly threshold: number;
}

/** Resolution on a grid of every `stepPx`th voxel, as spatial frequency: 1/Å, 0 where it was not measured. */
export interface LocalResolution {
  /** Voxels of the map along an axis, and nodes of the grid. */
  readonly n: number;
  readonly nodes: number;
  readonly stepPx: number;
  readonly pixelSizeA: number;
  /** Side of the window. */
  readonly boxPx: number;
  /** (nodes, nodes, nodes). */
  readonly frequency: Float32Array;
}

/** Places measured in one call: bounds memory, and how long an abort waits. */
const piece = 4096;
/** A window holds at least these voxels a side: fewer shells tell nothing. */
const leastBoxPx = 8;

/**
 * Where in two half maps of n³ voxels they agree to which resolution: the shell at which their correlation in a window about
 * each place falls below the threshold (Cardone, Heymann and Steven 2013, J. Struct. Biol. 184, 226). Only places where the
 * mask is above 0 are looked at.
 *
 * @throws UserError when window and map do not fit.
 */
export async function measureLocalResolution(
  [first, second]: readonly [Float32Array, Float32Array],
  mask: Float32Array,
  { pixelSizeA, boxA, stepPx, threshold }: LocalResolutionSettings,
  { threads = 1, signal, onProgress }: { threads?: number; signal?: AbortSignal; onProgress?: (done: number) => void },
): Promise<LocalResolution> {
  const n = Math.round(Math.cbrt(first.length));
  const boxPx = fastEvenLength(Math.max(leastBoxPx, 2 * Math.round(boxA / pixelSizeA / 2)), 2);
  if (boxPx > n) {
    throw new UserError(
      `A window of ${boxA.toFixed(1)} Å does not fit in a map of ${(n * pixelSizeA).toFixed(1)} Å: take a smaller one.`,
    );
  }
  const nodes = Math.floor((n - 1) / stepPx) + 1;
  const wanted = listNodes(mask, { n, nodes, stepPx });
  if (wanted.length === 0) throw new UserError('The mask is empty: there is nowhere to measure the resolution.');
  const weights = fadingBall(boxPx);
  const frequency = new Float32Array(nodes ** 3);
  const shells = Math.floor(boxPx / 2) + 1;
  for (let start = 0; start < wanted.length; start += piece) {
    signal?.throwIfAborted();
    const places = wanted.slice(start, start + piece);
    const centres = Int32Array.from(
      places.flatMap((node) => [node % nodes, Math.floor(node / nodes) % nodes, Math.floor(node / nodes ** 2)]),
      (index) => index * stepPx,
    );
    const curves = await correlateWindows(first, second, n, { sidePx: boxPx, weights, centres }, { threads });
    places.forEach((node, i) => {
      const shell = crossingOf(curves.subarray(i * shells, (i + 1) * shells), threshold);
      frequency[node] = Math.max(1, shell) / (boxPx * pixelSizeA);
    });
    onProgress?.(Math.min(1, (start + piece) / wanted.length));
  }
  return { n, nodes, stepPx, pixelSizeA, boxPx, frequency };
}

/** Nodes with a voxel in the mask nearer than a step: so many that each voxel in the mask has all its eight neighbours. */
function listNodes(mask: Float32Array, { n, nodes, stepPx }: { n: number; nodes: number; stepPx: number }): number[] {
  const taken = new Uint8Array(nodes ** 3);
  const around = (at: number): [number, number] => [
    Math.floor(at / stepPx),
    Math.min(nodes - 1, Math.ceil(at / stepPx)),
  ];
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        if (!((mask[(z * n + y) * n + x] ?? 0) > 0)) continue;
        for (const k of around(z)) {
          for (const j of around(y)) for (const i of around(x)) taken[(k * nodes + j) * nodes + i] = 1;
        }
      }
    }
  }
  return Array.from(taken.keys()).filter((node) => taken[node] === 1);
}

/** A ball that fades from its middle to the rim, as a raised cosine: (side, side, side). */
function fadingBall(side: number): Float32Array {
  const centre = Math.floor(side / 2);
  return Float32Array.from({ length: side ** 3 }, (_, i) => {
    const [x, y, z] = [(i % side) - centre, (Math.floor(i / side) % side) - centre, Math.floor(i / side ** 2) - centre];
    return softEdge(Math.sqrt(x * x + y * y + z * z), centre);
  });
}
