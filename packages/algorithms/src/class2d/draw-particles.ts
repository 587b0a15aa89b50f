import type { Random } from '@vitreous/numerics';

/** The half of a particle, the same whenever it is looked at. */
export function halfOf(particle: number): number {
  return (Math.imul(particle + 1, 0x9e3779b1) >>> 15) & 1;
}

/** `count` different numbers below `limit`, rising. */
export function drawSorted(limit: number, count: number, random: Random): number[] {
  const order = Uint32Array.from({ length: limit }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const other = i + random.integer(limit - i);
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
  return Array.from(order.subarray(0, count)).sort((a, b) => a - b);
}
