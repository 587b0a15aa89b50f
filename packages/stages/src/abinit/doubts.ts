import type { AbinitFound } from '@vitreous/algorithms';

/** Views that are less sure than this, on the mean, were not told apart. */
const leastCertainty = 0.5;

/** What speaks against maps found from particles alone, a sentence each; halves that agree speak for nothing there. */
export function doubtsOfMaps({ certainty, starts, alikeStarts }: Omit<AbinitFound, 'classes'>): string[] {
  const doubts: string[] = [];
  if (starts > 1 && alikeStarts === 1)
    doubts.push(
      `Only one of ${starts} starts came to these maps, the others to less likely ones: the right ones may still be missing. Begin again with another seed or more starts and compare.`,
    );
  if (certainty < leastCertainty)
    doubts.push(
      `Particles were sure of their views to ${(100 * certainty).toFixed(0)} % only: the maps may be wrong although their halves agree. Take more particles or more steps, or clean them by classes first.`,
    );
  return doubts;
}
