import { native } from './native.js';

/** A cubic window, and where it is put. */
export interface Windows {
  readonly sidePx: number;
  /** sidePx³ factors, (z, y, x). */
  readonly weights: Float32Array;
  /** The voxels, (places, 3), x first, that its voxel floor(side / 2) lies on. */
  readonly centres: Int32Array;
}

/**
 * Correlations of two volumes of n³ voxels through a window at each place, on the shells of radius 0 .. floor(side / 2) of
 * the window: (places, shells). Outside of the volumes is nothing; the mean under the window is taken off, so that shell 0
 * is 0.
 */
export function correlateWindows(
  a: Float32Array,
  b: Float32Array,
  n: number,
  { sidePx, weights, centres }: Windows,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.windowShells(a, b, n, sidePx, weights, centres, threads);
}
