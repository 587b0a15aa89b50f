/** Slow twin of the local statistics: every window summed on its own, in two passes. */
export function measureLocally(
  image: { readonly height: number; readonly width: number; readonly data: ArrayLike<number> },
  radius: number,
  { window = 'disc', included }: { window?: 'disc' | 'square'; included?: ArrayLike<number> } = {},
): { mean: number[]; variance: number[]; count: number[] } {
  const { height, width, data } = image;
  const result = { mean: [] as number[], variance: [] as number[], count: [] as number[] };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const values: number[] = [];
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const [dy, dx] = [row - y, column - x];
          const inside =
            window === 'disc' ? dy * dy + dx * dx <= radius * radius : Math.max(Math.abs(dy), Math.abs(dx)) <= radius;
          const at = row * width + column;
          if (inside && (included === undefined || included[at] !== 0)) values.push(data[at] ?? 0);
        }
      }
      const n = Math.max(1, values.length);
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      result.mean.push(mean);
      result.variance.push(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
      result.count.push(values.length);
    }
  }
  return result;
}
