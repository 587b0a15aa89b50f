/**
 * Slow twin of `projectAtoms`: the spectrum of point atoms summed as it is defined, then the inverse transform.
 * One image of `size` x `size`; `factor` answers what the atom's two weights are multiplied with at (ky, kx) in
 * cycles a pixel, and the contrast transfer is a third factor.
 */
export function projectPointAtoms(
  atoms: { readonly positions: ArrayLike<number>; readonly weights: ArrayLike<number> },
  view: { readonly rotation: ArrayLike<number>; readonly shiftPx: readonly [number, number] },
  size: number,
  pixelSizeA: number,
  factor: (ky: number, kx: number) => readonly [number, number, number],
): Float64Array {
  const count = atoms.positions.length / 3;
  const middle = Math.floor(size / 2);
  const places = Array.from({ length: count }, (_, atom) =>
    [0, 3].map((row, axis) => {
      const along = [0, 1, 2].reduce(
        (sum, i) => sum + (view.rotation[row + i] ?? 0) * (atoms.positions[3 * atom + i] ?? 0),
        0,
      );
      return along / pixelSizeA + middle + (view.shiftPx[axis] ?? 0);
    }),
  );
  const signed = (index: number): number => (2 * index < size ? index : index - size);
  const image = new Float64Array(size * size);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      // The frequency without a negative partner has no defined phase: the twin judges odd sizes, or smooth curves.
      const [ky, kx] = [signed(v) / size, signed(u) / size];
      const [first, second, transfer] = factor(ky, kx);
      let [re, im] = [0, 0];
      places.forEach(([x = 0, y = 0], atom) => {
        const weight = (atoms.weights[2 * atom] ?? 0) * first + (atoms.weights[2 * atom + 1] ?? 0) * second;
        const angle = -2 * Math.PI * (kx * x + ky * y);
        re += weight * transfer * Math.cos(angle);
        im += weight * transfer * Math.sin(angle);
      });
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const angle = 2 * Math.PI * (kx * x + ky * y);
          image[y * size + x] = (image[y * size + x] ?? 0) + (re * Math.cos(angle) - im * Math.sin(angle)) / size ** 2;
        }
      }
    }
  }
  return image;
}

/** Slow twin of `renderAtoms`, one voxel: the band-limited density at (z, y, x), summed over frequencies and atoms. */
export function densityAt(
  atoms: { readonly positions: ArrayLike<number>; readonly weights: ArrayLike<number> },
  size: number,
  pixelSizeA: number,
  factor: (k: number) => readonly [number, number],
  voxel: readonly [number, number, number],
): number {
  const signed = (index: number): number => (2 * index < size ? index : index - size) / size;
  const middle = Math.floor(size / 2);
  let sum = 0;
  for (let i = 0; i < size ** 3; i++) {
    const [kz, ky, kx] = [Math.floor(i / size ** 2), Math.floor(i / size) % size, i % size].map(signed) as [
      number,
      number,
      number,
    ];
    const [first, second] = factor(Math.hypot(kz, ky, kx));
    for (let atom = 0; 3 * atom < atoms.positions.length; atom++) {
      const offset = (axis: number): number =>
        (voxel[2 - axis] ?? 0) - middle - (atoms.positions[3 * atom + axis] ?? 0) / pixelSizeA;
      const weight = (atoms.weights[2 * atom] ?? 0) * first + (atoms.weights[2 * atom + 1] ?? 0) * second;
      sum += weight * Math.cos(2 * Math.PI * (kx * offset(0) + ky * offset(1) + kz * offset(2)));
    }
  }
  return sum / size ** 3;
}
