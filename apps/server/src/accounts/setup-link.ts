import { randomBytes } from 'node:crypto';
import { equals, type Store } from '@vitreous/store';
import { forbidden } from '../problem.js';
import { hashToken } from './token.js';

/** How long a link counts, ms. */
const lifetimeMs = 24 * 3_600_000;
/** Name of the setting: the hash of the one token that counts, and until when. */
const setting = 'internal setup_link';

/** Whether somebody must be made administrator yet. */
export function needsAdmin({ users }: Store): boolean {
  return users.count(equals('role', 'admin')) === 0;
}

/** Makes a token with which the first administrator makes an account; earlier ones count no more. */
export function createSetupToken(store: Store, now: Date): string {
  const token = randomBytes(32).toString('base64url');
  store.settings.set(setting, { hash: hashToken(token), expires_at: now.getTime() + lifetimeMs });
  return token;
}

/** @throws Problem 403 unless the token counts and there is no administrator. */
export function requireSetupToken(store: Store, token: string, now: Date): void {
  const known = store.settings.get(setting);
  const { hash, expires_at } = (known ?? {}) as { hash?: unknown; expires_at?: unknown };
  const counts =
    needsAdmin(store) && hash === hashToken(token) && typeof expires_at === 'number' && expires_at > now.getTime();
  if (counts) return;
  throw forbidden(
    'This link is wrong, was used already, or is older than a day: the next start of the server prints another.',
  );
}

/** Uses the token up, inside the transaction that makes the account. @throws Problem 403 as requireSetupToken does. */
export function useSetupToken(store: Store, token: string, now: Date): void {
  requireSetupToken(store, token, now);
  store.settings.set(setting, null);
}
