import { discreteFourierTransform } from './fourier.js';

/** Slow twin of the correlation through windows: each box is cut, weighed, transformed and summed on its own. */
export function correlateWindows(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  n: number,
  { sidePx, weights, centres }: { sidePx: number; weights: ArrayLike<number>; centres: ArrayLike<number> },
): number[][] {
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const places = Array.from({ length: sidePx ** 3 }, (_, i) => [
    i % sidePx,
    Math.floor(i / sidePx) % sidePx,
    Math.floor(i / sidePx ** 2),
  ]);
  return Array.from({ length: centres.length / 3 }, (_, window) => {
    const spectrumOf = (volume: ArrayLike<number>): Float64Array => {
      const box = places.map((place, i) => {
        const [x = 0, y = 0, z = 0] = place.map(
          (at, axis) => at + (centres[3 * window + axis] ?? 0) - Math.floor(sidePx / 2),
        );
        const inside = [x, y, z].every((at) => at >= 0 && at < n);
        return inside ? (volume[(z * n + y) * n + x] ?? 0) * (weights[i] ?? 0) : 0;
      });
      const mean = box.reduce((sum, value) => sum + value, 0) / total;
      const pairs = box.flatMap((value, i) => [value - mean * (weights[i] ?? 0), 0]);
      return discreteFourierTransform(pairs, [sidePx, sidePx, sidePx]);
    };
    const [one, other] = [spectrumOf(a), spectrumOf(b)];
    const shells = Math.floor(sidePx / 2) + 1;
    const sums = Array.from({ length: shells }, () => [0, 0, 0]);
    places.forEach((place, i) => {
      const sums3 = sums[Math.round(Math.hypot(...place.map((at) => Math.min(at, sidePx - at))))];
      if (sums3 === undefined) return;
      const [p = 0, q = 0, r = 0, s = 0] = [one[2 * i], one[2 * i + 1], other[2 * i], other[2 * i + 1]];
      [p * r + q * s, p * p + q * q, r * r + s * s].forEach((value, k) => (sums3[k] = (sums3[k] ?? 0) + value));
    });
    return sums.map(([product = 0, first = 0, second = 0], shell) => {
      return shell > 0 && first * second > 0 ? product / Math.sqrt(first * second) : 0;
    });
  });
}
