import { user, type User } from '@vitreous/schema';
import { createId, equals, rolesFor, type Role, type Store } from '@vitreous/store';
import { conflict, invalid } from '../problem.js';
import { hashDigest } from './password.js';

export interface NewUser {
  readonly email: string;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: Role;
  /** SHA-256 of the password; null when the person sets one with a register token. */
  readonly digest: string | null;
  readonly registerToken: string | null;
  readonly createdBy: string | null;
}

/**
 * Makes an account.
 *
 * @param inside what else is to be true or to happen in the same transaction.
 * @throws Problem when the address is taken or is none.
 */
export async function createUser(
  store: Store,
  now: Date,
  wanted: NewUser,
  inside: () => void = () => undefined,
): Promise<User> {
  if (!/^[^\s@]+@[^\s@]+$/.test(wanted.email) || wanted.email.length > 254) {
    throw invalid('query', 'email', 'Expected an e-mail address.', wanted.email.slice(0, 254));
  }
  if (wanted.digest !== null) checkDigest(wanted.digest);
  const hash = wanted.digest === null ? null : await hashDigest(wanted.digest);
  return store.transact(() => {
    inside();
    if (store.users.first(equals('email', wanted.email)) !== null) {
      throw conflict(`There is already an account for ${wanted.email}.`);
    }
    const time = now.toISOString();
    const created = user.parse({
      _id: createId(now.getTime()),
      created_at: time,
      updated_at: time,
      emails: [{ address: wanted.email, verified: false }],
      created_by_user_id: wanted.createdBy,
      name: wanted.username,
      first_name: wanted.first_name,
      last_name: wanted.last_name,
      profile: { name: `${wanted.first_name} ${wanted.last_name}`.trim() },
      roles: rolesFor(wanted.role),
      register_token: wanted.registerToken,
      last_password_changed_at: hash === null ? null : time,
    });
    store.users.insert(created);
    if (hash !== null) store.passwords.set(created._id, hash);
    return created;
  });
}

/** @throws Problem unless it looks like the SHA-256 that clients send instead of a password. */
export function checkDigest(digest: string): void {
  if (/^[0-9a-f]{64}$/i.test(digest)) return;
  throw invalid('body', 'password', 'Expected the SHA-256 of the password as 64 hexadecimal digits.', null);
}
