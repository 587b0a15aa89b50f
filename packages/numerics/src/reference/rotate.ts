/** Slow twin of the rotation: every pixel by the interpolation's formula, without tables. */
export function rotateImage(image: ArrayLike<number>, size: number, angleRad: number): Float64Array {
  const centre = Math.floor(size / 2);
  const [cosine, sine] = [Math.cos(angleRad), Math.sin(angleRad)];
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [dy, dx] = [Math.floor(i / size) - centre, (i % size) - centre];
    const [x, y] = [centre + cosine * dx + sine * dy, centre - sine * dx + cosine * dy];
    const [wx, wy] = [weights(x), weights(y)];
    let total = 0;
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        const [sy, sx] = [Math.floor(y) - 3 + row, Math.floor(x) - 3 + column];
        if (sy < 0 || sx < 0 || sy >= size || sx >= size) continue;
        total += (wy[row] ?? 0) * (wx[column] ?? 0) * (image[sy * size + sx] ?? 0);
      }
    }
    return total;
  });
}

/** Lanczos weights of the eight samples around a place, summing to 1. */
function weights(place: number): number[] {
  const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const row = Array.from({ length: 8 }, (_, tap) => {
    const distance = tap - 3 - (place - Math.floor(place));
    return Math.abs(distance) < 4 ? sinc(distance) * sinc(distance / 4) : 0;
  });
  const total = row.reduce((sum, weight) => sum + weight, 0);
  return row.map((weight) => weight / total);
}
