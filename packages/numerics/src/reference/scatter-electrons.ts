import { createCounterRandom } from './counter-random.js';

/** Slow twin of `scatterElectrons`: one electron after the other. */
export function scatterElectrons(
  counts: ArrayLike<number>,
  width: number,
  parts: number,
  seed: number,
  stream: number,
): number[][] {
  const found: number[][] = Array.from({ length: parts }, () => []);
  for (let pixel = 0; pixel < counts.length; pixel++) {
    for (let electron = 0; electron < (counts[pixel] ?? 0); electron++) {
      const bits = createCounterRandom(seed, stream + electron).bits(pixel);
      const part = Math.floor(((bits >>> 16) * parts) / 2 ** 16);
      const [x, y] = [4 * (pixel % width) + (bits % 4), 4 * Math.floor(pixel / width) + (Math.floor(bits / 4) % 4)];
      found[part]?.push(y * 4 * width + x);
    }
  }
  return found;
}
