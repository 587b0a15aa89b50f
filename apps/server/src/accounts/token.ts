import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '@vitreous/store';

/** Longest life of a token: a year. */
const longest = 365 * 24 * 3600;

/** Makes a token for a user; only its hash is kept. @param lifetime in seconds. */
export function issueToken(store: Store, userId: string, now: Date, lifetime: number): string {
  const token = randomBytes(32).toString('base64url');
  const seconds = Math.min(Math.max(lifetime, 1), longest);
  const expires = new Date(now.getTime() + seconds * 1000);
  store.transact(() => {
    store.tokens.removeExpired(now.toISOString());
    store.tokens.insert(hashToken(token), userId, now.toISOString(), expires.toISOString());
  });
  return token;
}

/** A token is long and random: a fast hash is enough to keep it secret. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
