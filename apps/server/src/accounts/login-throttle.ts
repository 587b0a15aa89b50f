import { createHash } from 'node:crypto';
import type { Store } from '@vitreous/store';
import { Problem } from '../problem.js';

/** Failures in a row that cost nothing. */
const free = 5;
const longestWaitMs = 300_000;
/** Entries kept, and for how long; a flood of made-up names must not fill the disk. */
const most = 10_000;
const memoryMs = 24 * 3_600_000;

/**
 * Slows down guessing: after some failures for a name or from an address, each try must wait twice as long. Failures
 * stand in the database: a restart forgives nothing.
 *
 * @throws Problem 429 when it is too early for another try.
 */
export function checkThrottle({ loginFailures }: Store, keys: readonly string[], now: number): void {
  for (const key of keys) {
    const { count, last_at } = loginFailures.get(hashKey(key)) ?? { count: 0, last_at: 0 };
    // A clock that was set back must not lock anybody out for longer than the longest wait.
    const wait = Math.min(last_at, now) + waitFor(count) - now;
    if (wait > 0) throw new Problem(429, `Too many failed logins: try again in ${Math.ceil(wait / 1000)} s.`);
  }
}

export function noteFailedLogin(store: Store, keys: readonly string[], now: number): void {
  store.transact(() => {
    for (const key of keys.map(hashKey)) {
      const count = (store.loginFailures.get(key)?.count ?? 0) + 1;
      store.loginFailures.set(key, count, now);
    }
    store.loginFailures.prune(most, now - memoryMs);
  });
}

export function forgetFailedLogins(store: Store, keys: readonly string[]): void {
  const known = keys.map(hashKey).filter((key) => store.loginFailures.get(key) !== null);
  if (known.length === 0) return;
  store.transact(() => {
    for (const key of known) store.loginFailures.remove(key);
  });
}

const waitFor = (count: number): number => (count < free ? 0 : Math.min(1000 * 2 ** (count - free), longestWaitMs));

/** People type passwords where names belong: what they typed is not kept. */
const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');
