import type { FrameRange } from './correct-pixels.js';
import { wrapMovieStack, type MovieStack } from './movie-stack.js';
import { native } from './native.js';

/**
 * Frames times `gain` (height * width, or `noGain`), each square of `factor` pixels summed into one float. Rows
 * and columns beyond the last whole square are left out. Release the answer as any movie.
 */
export async function binFrames(
  movie: MovieStack,
  gain: Float32Array,
  factor: number,
  { firstFrame = 0, endFrame = movie.frames, threads = 1 }: FrameRange & { threads?: number } = {},
): Promise<MovieStack> {
  const handle = await native.binFrames(movie.handle, gain, firstFrame, endFrame, factor, threads);
  return wrapMovieStack(handle, {
    kind: 'f32',
    frames: endFrame - firstFrame,
    height: Math.floor(movie.height / factor),
    width: Math.floor(movie.width / factor),
  });
}
