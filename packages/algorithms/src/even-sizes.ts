import type { Stack } from '@vitreous/numerics';

/** Greatest share by which the resampled pixel may miss the wanted one: a tenth of a pixel at the rim of most. */
const closeEnough = 0.002;

/** Even sizes whose ratio is close to `ratio`, the first no less than `size`: the middle pixel stays the middle pixel. */
export function findEvenSizes(size: number, ratio: number): [number, number] {
  let best: [number, number, number] = [0, 0, Infinity];
  for (let from = size + (size % 2); from <= 3 * size + 64; from += 2) {
    const to = Math.max(2, 2 * Math.round((from * ratio) / 2));
    const error = Math.abs(to / from / ratio - 1);
    if (error < best[2]) best = [from, to, error];
    if (error < closeEnough) break;
  }
  return [best[0], best[1]];
}

/** Copies of images in squares of `size`, centre pixel to centre pixel, cut or filled with 0. */
export function centreSquares(stack: Stack, size: number): Stack {
  const data = new Float32Array(stack.count * size * size);
  const shift = Math.floor(size / 2) - Math.floor(stack.width / 2);
  const [first, end] = [Math.max(0, -shift), Math.min(stack.width, size - shift)];
  for (let index = 0; index < stack.count; index++) {
    for (let row = first; row < end; row++) {
      const from = (index * stack.height + row) * stack.width;
      const to = (index * size + row + shift) * size + shift;
      data.set(stack.data.subarray(from + first, from + end), to + first);
    }
  }
  return { count: stack.count, height: size, width: size, data };
}
