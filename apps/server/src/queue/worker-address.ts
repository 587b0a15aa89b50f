import { hostname } from 'node:os';
import { isHere } from '@vitreous/scheduler';
import type { SchedulerTarget } from '@vitreous/schema';
import type { Store } from '@vitreous/store';
import { invalid } from '../problem.js';

/** Name of the setting with the address that workers on other machines use. */
export const workerUrlSetting = 'worker_url';

/** Where the server listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** @throws Problem 422 unless it is an address, or null for the one that follows from where the server listens. */
export function requireWorkerUrl(value: unknown): void {
  if (value === null || (typeof value === 'string' && /^https?:\/\/[\w.:[\]-]+\/?$/.test(value))) return;
  throw invalid('body', 'value', 'Expected an address as http://server.lab.org:39000, or nothing.', value);
}

const everywhere = new Set(['0.0.0.0', '::']);
const loopback = /^(localhost|127\.|::1$)/;

/** Where a worker on a target reaches this server; a reason when it cannot. */
export function addressFor(
  { settings }: Store,
  { host, port }: Listening,
  target: SchedulerTarget,
): { readonly url: string } | { readonly reason: string } {
  const own = (name: string): string => `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  if (isHere(target)) return { url: own(everywhere.has(host) ? '127.0.0.1' : host) };
  const setting = settings.get(workerUrlSetting);
  if (typeof setting === 'string' && setting !== '') return { url: setting.replace(/\/+$/, '') };
  if (!loopback.test(host)) return { url: own(everywhere.has(host) ? hostname() : host) };
  return {
    reason: `${target.name} cannot reach this server, which listens on ${host} only: start it with --host, or set ${workerUrlSetting}`,
  };
}
