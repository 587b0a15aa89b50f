import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { useQuery } from '@tanstack/react-query';
import type { User } from '@vitreous/schema';
import { callPage } from './call.js';
import { queryClient } from './query-client.js';
import { useCall } from './use-call.js';

export type Person = Pick<User, '_id' | 'name' | 'first_name' | 'last_name'>;

/**
 * What is sent instead of a password: its SHA-256, as the official client does. The browser's own routine exists on
 * https only, and laboratories run http.
 */
export function digestOf(password: string): string {
  return bytesToHex(sha256(utf8ToBytes(password)));
}

/** Logs in; the token stays in a cookie that scripts cannot read. @throws ApiError or ServerSilent. */
export async function logIn(email: string, password: string): Promise<void> {
  await callPage('/session', 'POST', { body: { username: email, password: digestOf(password) } });
  await queryClient.resetQueries();
}

/** Sets one's own password; logins elsewhere end, this one goes on. @throws ApiError or ServerSilent. */
export async function changePassword(present: string, password: string): Promise<void> {
  await callPage('/password', 'POST', { body: { present: digestOf(present), password: digestOf(password) } });
}

export async function logOut(): Promise<void> {
  await callPage('/session', 'DELETE');
  queryClient.clear();
  // A person who logs in anew reads notices anew.
  sessionStorage.clear();
  window.location.assign('/');
}

/** Who is logged in. Every page stands inside the check that somebody is. */
export function useMe(): User {
  const { data } = useCall('users.me', {}, { still: true });
  if (data === undefined) throw new Error('a page was shown to nobody');
  return data;
}

export function isAdmin({ roles }: User): boolean {
  return Object.values(roles).some((names) => names.includes('admin'));
}

/** Everybody with an account, by id. */
export function usePeople(): ReadonlyMap<string, Person> {
  const { data = [] } = useQuery({
    queryKey: ['people'],
    queryFn: async ({ signal }) => (await callPage('/people', 'GET', { signal })) as Person[],
    staleTime: 60_000,
  });
  return new Map(data.map((person) => [person._id, person]));
}

/** The name to show for a person. */
export function nameOf(person: Person | undefined): string {
  if (person === undefined) return 'somebody who left';
  return `${person.first_name} ${person.last_name}`.trim() || person.name;
}
