import { hostname } from 'node:os';
import { isHere } from '@vitreous/scheduler';
import type { SchedulerTarget } from '@vitreous/schema';
import type { Store } from '@vitreous/store';

/** Name of the setting with the address that workers on other machines use. */
export const workerUrlSetting = 'worker_url';

/** Where the server listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
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
