import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** Pixels that count by themselves: `means[i]` counts a frame on pixel `pixels[i]` (y * width + x). */
export interface Background {
  readonly pixels: Uint32Array;
  readonly means: Float32Array;
}

/**
 * Frame `index` of `counts` becomes Poisson counts with mean `expected * response + background`.
 *
 * `expected` is the first frame of a stack of floats; `response` has counts per electron for each pixel, 0 where
 * dead. The count of a pixel depends on seed, stream, pixel and mean alone.
 */
export function detectFrame(
  expected: MovieStack,
  response: Float32Array,
  background: Background,
  { seed, stream }: { readonly seed: number; readonly stream: number },
  counts: MovieStack,
  index: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  const { pixels, means } = background;
  return native.detectCounts(expected.handle, response, pixels, means, seed, stream, counts.handle, index, threads);
}
