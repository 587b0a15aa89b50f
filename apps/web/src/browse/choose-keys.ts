/** Several things of a list that are chosen together. */
export interface Choice {
  readonly keys: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string;
  /** What was chosen last: where a range goes on. */
  readonly lead: string;
}

/** One more or one less, or all between the anchor and the key; null where nothing is left. `order` is that of the list. */
export function chooseKey(
  order: readonly string[],
  before: Choice | null,
  key: string,
  way: 'toggle' | 'range',
): Choice | null {
  const from = before === null ? -1 : order.indexOf(before.anchor);
  const to = order.indexOf(key);
  if (way === 'range' && before !== null && from >= 0 && to >= 0) {
    const keys = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
    return { keys, anchor: before.anchor, lead: key };
  }
  const keys = new Set(before?.keys);
  if (keys.has(key)) keys.delete(key);
  else keys.add(key);
  return keys.size === 0 ? null : { keys, anchor: key, lead: key };
}
