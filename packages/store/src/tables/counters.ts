import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Numbers given out once: a deleted P3 is never followed by another P3. */
export interface Counters {
  /** The next number of `name`, from 1. */
  next(name: string): number;
  /** Makes sure that numbers up to `value` are not given out. */
  skipTo(name: string, value: number): void;
}

export function createCounters(database: DatabaseSyncInstance): Counters {
  const next = database.prepare(
    'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value',
  );
  const skip = database.prepare(
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)',
  );
  return {
    next: (name) => (next.get(name) as { value: number }).value,
    skipTo: (name, value) => {
      skip.run(name, value);
    },
  };
}
