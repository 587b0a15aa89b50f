/**
 * A disc about pixel floor(boxPx / 2), 1 within `radiusPx`, falling to 0 over `edgePx` as a raised cosine: (boxPx, boxPx).
 */
export function softDisc(boxPx: number, radiusPx: number, edgePx: number): Float32Array {
  const centre = Math.floor(boxPx / 2);
  return Float32Array.from({ length: boxPx * boxPx }, (_, i) => {
    const distance = Math.hypot((i % boxPx) - centre, Math.floor(i / boxPx) - centre);
    if (distance <= radiusPx) return 1;
    if (distance >= radiusPx + edgePx) return 0;
    return 0.5 * (1 + Math.cos((Math.PI * (distance - radiusPx)) / edgePx));
  });
}
