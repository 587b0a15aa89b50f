/** Slow twin of binning: the sum over one square after the other. */
export function binFrame(
  frame: ArrayLike<number>,
  height: number,
  width: number,
  gain: ArrayLike<number>,
  factor: number,
): Float64Array {
  const [rows, columns] = [Math.floor(height / factor), Math.floor(width / factor)];
  const output = new Float64Array(rows * columns);
  for (let y = 0; y < rows * factor; y++) {
    for (let x = 0; x < columns * factor; x++) {
      const at = y * width + x;
      const to = Math.floor(y / factor) * columns + Math.floor(x / factor);
      output[to] = (output[to] ?? 0) + (frame[at] ?? 0) * (gain[at] ?? 1);
    }
  }
  return output;
}
