/** Slow twin of the radial filter: one coefficient after the other, its frequency from its indices. */
export function multiplyRadial(
  spectrum: ArrayLike<number>,
  shape: readonly number[],
  curve: { readonly values: ArrayLike<number>; readonly end: number },
): Float64Array {
  const [nx = 1, ny = 1, nz = 1] = [...shape].reverse();
  const half = Math.floor(nx / 2) + 1;
  const output = new Float64Array(spectrum.length);
  const signed = (index: number, size: number): number => (index > size / 2 ? index - size : index) / size;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < half; x++) {
        const frequency = Math.hypot(x / nx, signed(y, ny), signed(z, nz));
        const at = 2 * ((z * ny + y) * half + x);
        const factor = interpolate(curve, frequency);
        output[at] = (spectrum[at] ?? 0) * factor;
        output[at + 1] = (spectrum[at + 1] ?? 0) * factor;
      }
    }
  }
  return output;
}

function interpolate(curve: { readonly values: ArrayLike<number>; readonly end: number }, frequency: number): number {
  const last = curve.values.length - 1;
  const place = Math.min(last, (frequency / curve.end) * last);
  const below = Math.floor(place);
  const [a, b] = [curve.values[below] ?? 0, curve.values[Math.min(last, below + 1)] ?? 0];
  return a + (b - a) * (place - below);
}
