/** A ball about voxel floor(n / 2), 1 within `radiusPx`, falling to 0 over `edgePx` as a raised cosine: (n, n, n). */
export function softSphere(n: number, radiusPx: number, edgePx: number): Float32Array {
  const centre = Math.floor(n / 2);
  return Float32Array.from({ length: n ** 3 }, (_, i) => {
    const [x, y, z] = [(i % n) - centre, (Math.floor(i / n) % n) - centre, Math.floor(i / n ** 2) - centre];
    return softEdge(Math.sqrt(x * x + y * y + z * z) - radiusPx, edgePx);
  });
}

/** 1 up to a distance of 0, 0 from `edgePx` on, a raised cosine between. */
export function softEdge(distancePx: number, edgePx: number): number {
  if (distancePx <= 0) return 1;
  if (distancePx >= edgePx) return 0;
  return 0.5 * (1 + Math.cos((Math.PI * distancePx) / edgePx));
}
