import type { User } from '@vitreous/schema';
import type { FastifyRequest } from 'fastify';
import { findCaller } from '../accounts/find-caller.js';
import type { House } from '../house.js';

/** Sent by the web app's own script with every change: another site's page cannot make a browser send it. */
const pageHeader = 'x-vitreous-page';

/** Instances on ports of one host share the host's cookies: each has a name of its own. */
export function cookieName({ instanceUid }: House): string {
  return `vitreous-${instanceUid.slice(0, 8)}`;
}

/**
 * Who sent a request: by the token in its Authorization header, else by the browser's cookie. The cookie counts for
 * reading, and for changes only with the header of our own page, so that no other page can act in a person's name.
 */
export function callerOfRequest(house: House, request: FastifyRequest): User | null {
  const { headers, method } = request;
  if (headers.authorization !== undefined) return findCaller(house, headers.authorization);
  const token = tokenOfCookie(house, request);
  if (token === null) return null;
  return method === 'GET' || headers[pageHeader] !== undefined ? findCaller(house, `Bearer ${token}`) : null;
}

/** The token in the browser's cookie; null without one. */
export function tokenOfCookie(house: House, { headers }: FastifyRequest): string | null {
  const start = `${cookieName(house)}=`;
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) ?? null;
}
