import { scoreOfNoise } from './pick-score.js';

/** So many picks above the noise are needed to say what is usual. */
const fewest = 10;
/** Never closer than this factor from the usual power, nor than so many spreads (of the logarithm). */
const [leastFactor, spreads] = [3, 4];

/**
 * Power above which a pick does not belong with the others: ice, edges of carbon and gold pass for particles in
 * shape, but their contrast is far above. Infinite when there are too few picks to tell.
 */
export function findPowerLimit(picks: readonly { readonly score: number; readonly power: number }[]): number {
  const logs = picks.filter((pick) => pick.score >= scoreOfNoise).map((pick) => Math.log(pick.power));
  if (logs.length < fewest) return Infinity;
  const centre = middle(logs);
  const spread = 1.4826 * middle(logs.map((value) => Math.abs(value - centre)));
  return Math.exp(centre + Math.max(Math.log(leastFactor), spreads * spread));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
