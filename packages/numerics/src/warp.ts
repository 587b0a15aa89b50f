import type { FrameRange } from './correct-pixels.js';
import { wrapMovieStack, type MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** Taps of an interpolation filter; tap i weighs the pixel i - 1 beyond the one below the wanted place. */
export const interpolationTaps = 4;

/** Displacements, constant within tiles that cover a frame from pixel 0 on; the last ones may be cut short. */
export interface TileField {
  readonly tileHeight: number;
  readonly tileWidth: number;
  /** (frame, tile row, tile column, 2): x and y, in pixels. */
  readonly shifts: Float32Array;
}

/**
 * Weighted sums of resampled frames: pixel p of sum j is the sum over frames t of weights[j][t] * I_t(p + s(p, t)),
 * I_t being the frame times `gain`, mirrored at its edges. `bank` holds filters of four taps for equal steps
 * of the fraction of a pixel, from 0 up. Answers as many float images as there are `weights`; release them.
 */
export async function warpSum(
  movie: MovieStack,
  gain: Float32Array,
  field: TileField,
  bank: Float32Array,
  weights: readonly Float32Array[],
  { firstFrame = 0, endFrame = movie.frames, threads = 1 }: FrameRange & { threads?: number } = {},
): Promise<MovieStack> {
  const frames = endFrame - firstFrame;
  const flat = new Float32Array(weights.length * frames);
  weights.forEach((row, sum) => {
    flat.set(row.subarray(0, frames), sum * frames);
  });
  const handle = await native.warpSum(
    movie.handle,
    gain,
    firstFrame,
    endFrame,
    field.tileHeight,
    field.tileWidth,
    field.shifts,
    bank,
    flat,
    threads,
  );
  return wrapMovieStack(handle, { kind: 'f32', frames: weights.length, height: movie.height, width: movie.width });
}
