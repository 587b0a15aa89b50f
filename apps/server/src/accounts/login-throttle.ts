import { Problem } from '../problem.js';

/** Failures in a row that cost nothing. */
const free = 5;
const longestWaitMs = 300_000;
/** Entries kept; a flood of made-up names must not fill the memory. */
const most = 10_000;

/** Slows down guessing: after some failures for a name or from an address, each try must wait twice as long. */
export interface LoginThrottle {
  /** @throws Problem 429 when it is too early for another try. */
  check(keys: readonly string[], now: number): void;
  fail(keys: readonly string[], now: number): void;
  succeed(keys: readonly string[]): void;
}

export function createLoginThrottle(): LoginThrottle {
  const failures = new Map<string, { count: number; last: number }>();
  const waitOf = (count: number): number => (count < free ? 0 : Math.min(1000 * 2 ** (count - free), longestWaitMs));
  return {
    check: (keys, now) => {
      for (const key of keys) {
        const { count, last } = failures.get(key) ?? { count: 0, last: 0 };
        const wait = last + waitOf(count) - now;
        if (wait > 0) throw new Problem(429, `Too many failed logins: try again in ${Math.ceil(wait / 1000)} s.`);
      }
    },
    fail: (keys, now) => {
      for (const key of keys) {
        const count = (failures.get(key)?.count ?? 0) + 1;
        failures.delete(key);
        failures.set(key, { count, last: now });
      }
      for (const key of failures.keys()) {
        if (failures.size <= most) break;
        failures.delete(key);
      }
    },
    succeed: (keys) => {
      for (const key of keys) failures.delete(key);
    },
  };
}
