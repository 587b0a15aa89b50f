/** Voxels above this part of the strongest count: a particle, not what surrounds it. */
const strong = 0.25;

/** Where the middle of a map's strong density lies from its centre, voxels, x first; only a ball of `radiusPx` counts. */
export function centreOf(map: Float32Array, radiusPx: number): [number, number, number] {
  const n = Math.round(Math.cbrt(map.length));
  const c = Math.floor(n / 2);
  const level = strong * map.reduce((most, value) => Math.max(most, value), 0);
  const sums = [0, 0, 0, 0];
  map.forEach((value, i) => {
    if (value <= level) return;
    const place = [(i % n) - c, (Math.floor(i / n) % n) - c, Math.floor(i / n ** 2) - c];
    if (Math.hypot(...place) > radiusPx) return;
    [...place, 1].forEach((at, k) => (sums[k] = (sums[k] ?? 0) + value * at));
  });
  const [x = 0, y = 0, z = 0, weight = 0] = sums;
  return weight > 0 ? [x / weight, y / weight, z / weight] : [0, 0, 0];
}
