import type { Image, Stack } from '@vitreous/numerics';

/** Picks averaged; more would not change what is seen. */
const most = 500;

/**
 * The average of `image` around points, made round: a square of `sizePx` centred on pixel floor(n / 2) whose value
 * depends on the distance from the centre alone. Shows what the particles of this micrograph look like, with the
 * ring that the contrast transfer puts around them, and nothing of one view.
 */
export function averageBlob(image: Image, points: readonly { x: number; y: number }[], sizePx: number): Stack {
  const reach = Math.floor(sizePx / 2);
  const last = Math.ceil(reach * Math.SQRT2) + 1;
  const sums = new Float64Array(last + 1);
  const weights = new Float64Array(last + 1);
  for (const { x, y } of points.slice(0, most)) {
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(image.height - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(image.width - 1, x + reach); column++) {
        const radius = Math.hypot(row - y, column - x);
        const below = Math.floor(radius);
        const value = image.data[row * image.width + column] ?? 0;
        // Shared between the two nearest whole radii.
        for (const [ring, weight] of [
          [below, below + 1 - radius],
          [below + 1, radius - below],
        ] as const) {
          sums[ring] = (sums[ring] ?? 0) + weight * value;
          weights[ring] = (weights[ring] ?? 0) + weight;
        }
      }
    }
  }
  const profile = sums.map((sum, ring) => sum / Math.max(1e-9, weights[ring] ?? 0));
  const data = Float32Array.from({ length: sizePx * sizePx }, (_, i) => {
    const radius = Math.hypot(Math.floor(i / sizePx) - reach, (i % sizePx) - reach);
    const below = Math.floor(radius);
    const [a, b] = [profile[below] ?? 0, profile[below + 1] ?? 0];
    return a + (b - a) * (radius - below);
  });
  return { count: 1, height: sizePx, width: sizePx, data };
}
