import { createRandom } from '@vitreous/numerics';

export interface SplitChoice {
  readonly batches: number;
  /** Items of a batch; null to share all out, one more in the first batches where it does not come out even. */
  readonly size: number | null;
  /** Null to keep the order. */
  readonly seed: number | null;
}

/**
 * Rows 0 to `count` in batches, each in order, and what is left over. The same seed gives the same batches.
 */
export function splitRows(
  count: number,
  { batches, size, seed }: SplitChoice,
): { batches: number[][]; rest: number[] } {
  const rows = Array.from({ length: count }, (_, row) => row);
  if (seed !== null) shuffle(rows, seed);
  const inOrder = (part: number[]): number[] => part.sort((a, b) => a - b);
  const sizeOf = (batch: number): number => size ?? Math.floor(count / batches) + Number(batch < count % batches);
  let taken = 0;
  const parts = Array.from({ length: batches }, (_, batch) => {
    const part = rows.slice(taken, taken + sizeOf(batch));
    taken += part.length;
    return inOrder(part);
  });
  return { batches: parts, rest: inOrder(rows.slice(taken)) };
}

/** Fisher and Yates 1938, from the end. */
function shuffle(values: number[], seed: number): void {
  const random = createRandom(seed);
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}
