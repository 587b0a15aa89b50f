import { ordersOf } from '@vitreous/numerics';
import type { Class2dState } from './classification.js';

/** How many particles each class (row) of one sorting shares with each (column) of another; those of class -1 have none. */
export function countShared(before: Int32Array, after: Int32Array, classes: number): Float64Array {
  const shared = new Float64Array(classes * classes);
  for (let particle = 0; particle < Math.min(before.length, after.length); particle++) {
    const [from, to] = [before[particle] ?? -1, after[particle] ?? -1];
    if (from >= 0 && to >= 0) shared[from * classes + to] = (shared[from * classes + to] ?? 0) + 1;
  }
  return shared;
}

/** For each class after, the one before that most of its particles were in; itself where it has none of them. */
export function originsOf(before: Int32Array, after: Int32Array, classes: number): Int32Array {
  const shared = countShared(before, after, classes);
  return Int32Array.from({ length: classes }, (_, to) => {
    let best = to;
    for (let from = 0; from < classes; from++) {
      if ((shared[from * classes + to] ?? 0) > (shared[best * classes + to] ?? 0)) best = from;
    }
    return best;
  });
}

/** The number before for each class after, so that pairs share many particles: the pair with most first. */
export function matchClasses(before: Int32Array, after: Int32Array, classes: number): Int32Array {
  const shared = countShared(before, after, classes);
  const pairs = Array.from(shared.keys()).sort((a, b) => (shared[b] ?? 0) - (shared[a] ?? 0) || a - b);
  const numbers = new Int32Array(classes).fill(-1);
  const given = new Set<number>();
  for (const pair of pairs) {
    const [from, to] = [Math.floor(pair / classes), pair % classes];
    if (given.has(from) || numbers[to] !== -1) continue;
    numbers[to] = from;
    given.add(from);
  }
  return numbers;
}

/** Calls class `k` of a state `numbers[k]`. */
export function renumberClasses(state: Class2dState, numbers: Int32Array): void {
  const { sums, particles } = state;
  const { classes, layout } = sums;
  const move = (array: Float32Array | Float64Array, length: number, planes: number): void => {
    const old = array.slice();
    for (let plane = 0; plane < planes; plane++) {
      numbers.forEach((to, from) => {
        const place = (plane * classes + from) * length;
        array.set(old.subarray(place, place + length), (plane * classes + to) * length);
      });
    }
  };
  move(sums.numerators, 2 * ordersOf(layout), 2);
  move(sums.denominators, layout.orders.length, 2);
  move(sums.counts, 1, 2);
  for (const references of [state.references, ...state.halves]) move(references, 2 * ordersOf(layout), 1);
  const correlations = [...state.correlations];
  numbers.forEach((to, from) => (correlations[to] = state.correlations[from] ?? new Float64Array(0)));
  state.correlations = correlations;
  particles.classes.forEach((k, particle) => {
    if (k >= 0) particles.classes[particle] = numbers[k] ?? k;
  });
}
