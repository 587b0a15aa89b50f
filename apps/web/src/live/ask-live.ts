import { callApi } from '../server/call.js';

type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** Where the server answers what the interface has no function for; docs/live-sessions.md. */
export function liveUrl(path: string, values: Values): `/${string}` {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) query.append(name, String(one));
  return `/live/${path}?${query.toString()}`;
}

/** Asks for it. @throws ApiError or ServerSilent. */
export function askLive(path: string, values: Values, signal: AbortSignal): Promise<unknown> {
  return callApi(liveUrl(path, values), 'GET', { signal });
}
