import type { Peak } from '../peaks.js';

/** Slow twin of the peak list: every pixel against its neighbours, every peak against all that were kept. */
export function findPeaks(
  map: { readonly height: number; readonly width: number; readonly data: ArrayLike<number> },
  { threshold = -Infinity, minDistancePx = 0, maxHits = Infinity } = {},
): Peak[] {
  const { height, width, data } = map;
  const at = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? NaN : (data[y * width + x] ?? NaN);
  const peaks: Peak[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = at(y, x);
      if (!(value > threshold)) continue;
      const others = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dy, dx] as const));
      const beaten = others.some(([dy, dx]) => {
        const other = at(y + dy, x + dx);
        const earlier = dy < 0 || (dy === 0 && dx < 0);
        return other > value || (earlier && other === value);
      });
      if (beaten) continue;
      peaks.push({
        x: x + parabolaTop(at(y, x - 1), value, at(y, x + 1)),
        y: y + parabolaTop(at(y - 1, x), value, at(y + 1, x)),
        value,
        index: y * width + x,
      });
    }
  }
  peaks.sort((a, b) => b.value - a.value || a.index - b.index);
  const kept: Peak[] = [];
  for (const peak of peaks) {
    const near = kept.some((other) => Math.hypot(other.x - peak.x, other.y - peak.y) < minDistancePx);
    if (!near && kept.length < maxHits) kept.push(peak);
  }
  return kept;
}

function parabolaTop(before: number, at: number, after: number): number {
  const curvature = before - 2 * at + after;
  const offset = (before - after) / (2 * curvature);
  return curvature < 0 && Number.isFinite(offset) ? Math.max(-0.5, Math.min(0.5, offset)) : 0;
}
