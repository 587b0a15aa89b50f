import { ordersOf } from '@vitreous/numerics';
import type { ClassAverages } from './class-averages.js';
import type { ClassSums } from './class-sums.js';
import type { Class2dState } from './classification.js';

/** Sum of weights of a class. */
export function countOf(sums: ClassSums, k: number): number {
  return (sums.counts[k] ?? 0) + (sums.counts[sums.classes + k] ?? 0);
}

/** A class can give a part away from so many even shares on. */
const donorShare = 1.4;

/** A class that began anew, and the one whose particles it shares. */
export interface Reseeded {
  readonly lost: number;
  readonly donor: number;
}

/** Classes that too few particles went to take one half of the fullest class's average; that keeps the other. */
export function reseed(state: Class2dState, averages: ClassAverages, leastShare: number): Reseeded[] {
  const { sums } = state;
  const { classes, layout } = sums;
  const length = 2 * ordersOf(layout);
  const counts = Array.from({ length: classes }, (_, k) => countOf(sums, k));
  const even = counts.reduce((sum, value) => sum + value, 0) / classes;
  const reseeded: Reseeded[] = [];
  for (let k = 0; k < classes; k++) {
    if ((counts[k] ?? 0) >= leastShare * even) continue;
    const donor = counts.indexOf(Math.max(...counts));
    if ((counts[donor] ?? 0) < donorShare * even) break;
    const own = (half: Float32Array): Float32Array => half.subarray(donor * length, (donor + 1) * length);
    const [first, second] = averages.halves.map(own);
    // Either half sees the same two, or each would be as good for all of its particles.
    for (const references of [state.references, ...state.halves]) {
      references.set(first ?? [], k * length);
      references.set(second ?? [], donor * length);
    }
    splitSums(sums, donor, k);
    counts[donor] = (counts[donor] ?? 0) / 2;
    counts[k] = counts[donor] ?? 0;
    reseeded.push({ lost: k, donor });
  }
  return reseeded;
}

/** Gives half of what a class has to another. */
function splitSums(sums: ClassSums, from: number, to: number): void {
  const { classes, layout } = sums;
  for (const [array, length] of [
    [sums.numerators, 2 * ordersOf(layout)],
    [sums.denominators, layout.orders.length],
    [sums.counts, 1],
  ] as const) {
    for (const half of [0, 1]) {
      const [source, target] = [(half * classes + from) * length, (half * classes + to) * length];
      for (let i = 0; i < length; i++) {
        const share = 0.5 * (array[source + i] ?? 0);
        array[source + i] = share;
        array[target + i] = share;
      }
    }
  }
}
