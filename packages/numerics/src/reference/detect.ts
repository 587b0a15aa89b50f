import type { CounterRandom } from './counter-random.js';

/** Slow twin of one pixel of `detectFrame`: inversion up to a mean of 24, a normal number with its skewness above. */
export function drawPoisson(mean: number, random: CounterRandom, counter: number): number {
  if (mean <= 0) return 0;
  if (mean > 24) {
    const [z] = random.normals(counter);
    return Math.max(0, Math.round(Math.sqrt(mean - 1 / 12) * z + mean + (z * z - 1) / 6));
  }
  const uniform = Math.min(random.uniform(counter), 1 - 2e-6);
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  while (uniform >= sum) {
    count++;
    term *= mean / count;
    sum += term;
  }
  return count;
}
