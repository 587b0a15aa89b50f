import type { User } from '@vitreous/schema';
import type { House } from '../house.js';
import { hashToken } from './token.js';

/** Whose token an Authorization header carries; null without a valid one. */
export function findCaller({ store, now }: House, authorization: string | undefined): User | null {
  const token = /^Bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return null;
  const userId = store.tokens.findUser(hashToken(token), now().toISOString());
  return userId === null ? null : store.users.get(userId);
}
