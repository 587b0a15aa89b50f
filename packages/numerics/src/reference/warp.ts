/** Slow twin of warping: one output pixel after the other, all sixteen neighbours of the wanted place. */
export function warpFrame(
  frame: ArrayLike<number>,
  height: number,
  width: number,
  gain: ArrayLike<number>,
  bank: ArrayLike<number>,
  shiftAt: (y: number, x: number) => readonly [number, number],
): Float64Array {
  const steps = bank.length / 4;
  const mirror = (index: number, size: number): number => {
    const folded = ((index % (2 * size)) + 2 * size) % (2 * size);
    return folded < size ? folded : 2 * size - 1 - folded;
  };
  const split = (shift: number): [number, number] => {
    const place = Math.round(Math.abs(shift) * steps) * Math.sign(shift);
    return [Math.floor(place / steps), ((place % steps) + steps) % steps];
  };
  const output = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, stepX] = split(shiftAt(y, x)[0]);
      const [dy, stepY] = split(shiftAt(y, x)[1]);
      let total = 0;
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          const at = mirror(y + dy + i - 1, height) * width + mirror(x + dx + j - 1, width);
          total += (bank[stepY * 4 + i] ?? 0) * (bank[stepX * 4 + j] ?? 0) * (frame[at] ?? 0) * (gain[at] ?? 1);
        }
      }
      output[y * width + x] = total;
    }
  }
  return output;
}
