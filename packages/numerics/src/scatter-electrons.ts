import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/**
 * The counts of frame `index` as electrons in `parts` equal stretches of the frame: for each, places
 * `y * 4 width + x` on a grid four times as fine as the frame. Stretch and place are drawn evenly, by seed, stream, pixel
 * and electron; electron e of a pixel uses stream `stream` + e.
 */
export async function scatterElectrons(
  counts: MovieStack,
  index: number,
  parts: number,
  { seed, stream }: { readonly seed: number; readonly stream: number },
): Promise<Uint32Array[]> {
  const packed = await native.scatterElectrons(counts.handle, index, parts, seed, stream);
  const first = parts + 1;
  return Array.from({ length: parts }, (_, part) =>
    packed.subarray(first + (packed[part] ?? 0), first + (packed[part + 1] ?? 0)),
  );
}
