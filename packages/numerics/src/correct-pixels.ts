import type { Image } from './image.js';
import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** A gain of one for every pixel, as kernel routines take it. */
export const noGain = new Float32Array(0);

/** Frames of a movie: `firstFrame` up to but not including `endFrame`. */
export interface FrameRange {
  readonly firstFrame?: number;
  readonly endFrame?: number;
}

/** Sum of the frames times `gain` (height * width, or `noGain`). */
export async function sumFrames(
  movie: MovieStack,
  gain: Float32Array,
  { firstFrame = 0, endFrame = movie.frames, threads = 1 }: FrameRange & { threads?: number } = {},
): Promise<Image> {
  const data = await native.sumFrames(movie.handle, gain, firstFrame, endFrame, threads);
  return { height: movie.height, width: movie.width, data };
}

/**
 * Indices, rising, of the pixels of `image` that lie more than `limit` standard deviations from the median of
 * their tile of `tile` x `tile` pixels, or are not finite. Pixels marked in `bad` (height * width, or empty)
 * count nowhere. The deviation of a tile is 1.4826 times the median distance from the median, taken from
 * every third good pixel, and at least `floor`.
 */
export function findOutliers(
  image: Image,
  bad: Uint8Array,
  { tile, limit, floor, threads = 1 }: { tile: number; limit: number; floor: number; threads?: number },
): Promise<Uint32Array> {
  return native.findOutliers(image.data, image.height, image.width, bad, tile, limit, floor, threads);
}

/**
 * Gives every pixel marked in `bad` (height * width), in every frame, the count of a good pixel near it, another
 * one from frame to frame, so that noise stays noise. The movie is changed. Answers the gain that goes
 * with each bad pixel, in rising order: the mean of those it draws from.
 */
export function replacePixels(
  movie: MovieStack,
  gain: Float32Array,
  bad: Uint8Array,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.replacePixels(movie.handle, gain, bad, threads);
}

/** Indices, rising, of values that are not between `least` and `most` (both included, as 32-bit floats) or not numbers. */
export function findOutside(
  values: Float32Array,
  least: number,
  most: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Uint32Array> {
  return native.findOutside(values, least, most, threads);
}
