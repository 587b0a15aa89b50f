import type { SeenExposure } from './seen-exposure.js';

interface CountsOverTime {
  /** Middles of equal pieces of time, s since 1970. */
  readonly times: readonly number[];
  readonly stepS: number;
  readonly found: readonly number[];
  readonly ready: readonly number[];
}

/** Lengths that people count in, s. */
const steps = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800];
const mostPieces = 60;
const leastPieces = 12;

/** How many exposures were found and got ready in each piece of the time since the first. */
export function countOverTime(exposures: readonly Pick<SeenExposure, 'attributes'>[]): CountsOverTime {
  let [from, to] = [Infinity, -Infinity];
  for (const { attributes } of exposures) {
    from = Math.min(from, attributes.found_at);
    to = Math.max(to, attributes.found_at, attributes.ready_at);
  }
  if (from > to) return { times: [], stepS: 60, found: [], ready: [] };
  const stepS = steps.find((step) => (to - from) / step < mostPieces) ?? 604_800;
  const start = Math.floor(from / stepS) * stepS;
  const count = Math.max(leastPieces, Math.floor((to - start) / stepS) + 1);
  const [found, ready] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  const add = (counts: number[], at: number): void => {
    const piece = Math.floor((at - start) / stepS);
    if (at > 0) counts[piece] = (counts[piece] ?? 0) + 1;
  };
  for (const { attributes } of exposures) {
    add(found, attributes.found_at);
    add(ready, attributes.ready_at);
  }
  return { times: found.map((_, piece) => start + (piece + 0.5) * stepS), stepS, found, ready };
}
