import { noGain } from './correct-pixels.js';
import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';
import type { RadialCurve } from './radial-filter.js';

/** Where patches are cut. Pixels outside a frame count as the mean of the patch. */
export interface PatchWindows {
  /** Pixels of a patch. */
  readonly height: number;
  readonly width: number;
  /** (patch, 2): x and y of a patch's first pixel. */
  readonly origins: Int32Array;
  /** (patch, frame, 2): added to the origin for each frame. */
  readonly offsets: Int32Array;
  /** Pixels over which a patch falls off at its rim, as a quarter of a sine wave. */
  readonly taper: number;
}

/** Number of values that `score` gives for each patch of each frame. */
export const scoreLength = 6;

/**
 * Fourier coefficients of patches of frames, kept up to a frequency, and how well they match when each patch of
 * each frame is moved back by a displacement. Displacements are (patch, frame, 2): x and y in pixels of
 * the frames they were cut from, offsets included. Release it in a `finally`.
 */
export interface PatchSpectra {
  readonly patches: number;
  readonly frames: number;
  /**
   * (patch, frame, 6): the correlation C of the frame with the sum of all others, weighted by `weights`; its
   * derivatives along x and y in pixels; its second derivatives xx, xy, yy.
   */
  score(displacements: Float32Array, weights: RadialCurve, options?: { threads?: number }): Promise<Float64Array>;
  /**
   * Sums over patches in `bins` equal steps of frequency up to the limit: (3, bins) of the mean over frames of |F|²,
   * of |sum of aligned F|², and of the count of coefficients.
   */
  radialPower(displacements: Float32Array, bins: number, options?: { threads?: number }): Promise<Float64Array>;
  /**
   * (patch, frame, 3): x and y, within `reach` pixels, to be added to the displacement so that C is highest, to
   * a fraction of a pixel, and C there up to a factor.
   */
  search(
    displacements: Float32Array,
    weights: RadialCurve,
    reach: number,
    options?: { threads?: number },
  ): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Cuts patches out of a movie and transforms them, keeping frequencies up to `limit` cycles a pixel. Counts are
 * multiplied by `gain` (`noGain`: 1), and squares of `factor` pixels are summed into one on the way: windows and
 * displacements, the limit too, are in these larger pixels.
 */
export async function cutPatchSpectra(
  movie: MovieStack,
  windows: PatchWindows,
  limit: number,
  { gain = noGain, factor = 1, threads = 1 }: { gain?: Float32Array; factor?: number; threads?: number } = {},
): Promise<PatchSpectra> {
  const { height, width, origins, offsets, taper } = windows;
  const handle = await native.cutPatchSpectra(
    movie.handle,
    gain,
    factor,
    height,
    width,
    origins,
    offsets,
    taper,
    limit,
    threads,
  );
  return {
    patches: origins.length / 2,
    frames: movie.frames,
    score: (displacements, weights, { threads = 1 } = {}) =>
      handle.score(displacements, weights.values, weights.end, threads),
    radialPower: (displacements, bins, { threads = 1 } = {}) => handle.radialPower(displacements, bins, limit, threads),
    search: (displacements, weights, reach, { threads = 1 } = {}) =>
      handle.search(displacements, weights.values, weights.end, reach, threads),
    release: () => handle.release(),
  };
}
