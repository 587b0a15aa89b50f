import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Store } from '@vitreous/store';
import { z } from 'zod';
import { invalid } from '../problem.js';

/** Name of the setting with the places that webhooks may go to. */
export const webhookSetting = 'webhook_hosts';

const host = z
  .string()
  .max(260)
  .regex(/^(\*\.)?[a-z0-9.:[\]-]+$/);
const places = z.object({
  /** Names of hosts as in an address, with the port where it is not the usual one; `*.example.org` for all below. */
  hosts: z.array(host).max(100).default([]),
  /** Whether a host may have an address of this machine or of a private network. */
  allow_private: z.boolean().default(false),
});
export type WebhookPlaces = z.output<typeof places>;

/** Where webhooks may go: nowhere, unless the operator has said where. */
export function readWebhookPlaces({ settings }: Store): WebhookPlaces {
  return places.catch(places.parse({})).parse(settings.get(webhookSetting) ?? {});
}

/** @throws Problem 422 */
export function requireWebhookPlaces(value: unknown): void {
  if (places.safeParse(value).success) return;
  throw invalid('body', 'value', 'Expected {"hosts": ["hooks.example.org"], "allow_private": false}.', value);
}

/** Why an address may not be called; null when it may. What its name leads to is checked when it is called. */
export function refuseWebhook(url: string, { hosts, allow_private }: WebhookPlaces): string | null {
  if (!URL.canParse(url) || url.length > 2000) return 'it is no address';
  const { protocol, host: place, hostname, username, password } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'it must begin with https:// or http://';
  if (username !== '' || password !== '') return 'it must not hold a name or a password';
  const isAllowed = hosts.some((one) =>
    one.startsWith('*.') ? place.endsWith(one.slice(1)) && place.length >= one.length : one === place,
  );
  if (!isAllowed) return `${place} is not among the places that the operator allows (setting ${webhookSetting})`;
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !allow_private && isPrivate(literal)) return `${place} is an address of a private network`;
  return null;
}

const closedNets = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closedNets.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  closedNets.addSubnet(net, bits, 'ipv6');

/** Whether an address is of this machine, of a private network, or of none. */
export function isPrivate(address: string): boolean {
  const family = isIP(address);
  return family === 0 || closedNets.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Finds addresses as connections do, and refuses the private ones at the moment of connecting: names may change. */
export function guardedLookup({ allow_private }: WebhookPlaces): LookupFunction {
  return (name, options, done) => {
    lookUp(name, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        done(error, []);
        return;
      }
      const open = found.filter(({ address }) => allow_private || !isPrivate(address));
      const [first] = open;
      if (first === undefined) {
        done(new Error(`${name} has an address of a private network only`), []);
      } else if (options.all === true) done(null, open);
      else done(null, first.address, first.family);
    });
  };
}
