import type { User } from '@vitreous/schema';
import { among } from '@vitreous/store';
import { callerOf, type Call } from '../house.js';
import { forbidden, invalid } from '../problem.js';
import { checkDigest } from './create-user.js';
import { checkThrottle, forgetFailedLogins, noteFailedLogin } from './login-throttle.js';
import { hashDigest, noPassword, verifyDigest } from './password.js';

/**
 * Sets the caller's own password, by the present one; both as the SHA-256 that clients send. All logins end, also the one
 * by which it was asked.
 *
 * @throws Problem when the present one is wrong, or was wrong too often.
 */
export async function changePassword(call: Call, present: string, next: string): Promise<void> {
  const { _id: id } = callerOf(call);
  checkDigest(next);
  // A login that was left open must not help to guess the password.
  const keys = [`password of ${id}`];
  checkThrottle(call.store, keys, call.now().getTime());
  if (!(await verifyDigest(call.store.passwords.get(id) ?? noPassword, present.slice(0, 1000)))) {
    noteFailedLogin(call.store, keys, call.now().getTime());
    throw invalid('body', 'present', 'This is not your password.', null);
  }
  forgetFailedLogins(call.store, keys);
  const hash = await hashDigest(next);
  call.store.transact(() => {
    const user = call.store.users.first(among('id', [id]));
    if (user === null) throw forbidden('The account is gone.');
    storePassword(call, user, hash);
  });
}

/** Notes a new password of a person, whose logins end; inside a transaction. */
export function storePassword(call: Call, user: User, hash: string): void {
  user.last_password_changed_at = user.updated_at = call.now().toISOString();
  call.store.users.save(user);
  call.store.passwords.set(user._id, hash);
  call.store.tokens.revokeAll(user._id);
}
