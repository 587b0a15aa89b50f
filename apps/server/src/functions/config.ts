import { hostname } from 'node:os';
import { fileBrowserSettings } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { forbidden, notFound } from '../problem.js';
import { maintenanceSetting, requireMaintenance } from '../queue/maintenance.js';
import { pollSetting, requirePollSeconds } from '../queue/poll-setting.js';
import { defaultPrioritySetting, requirePriority } from '../queue/priority.js';
import { requireWebhookPlaces, webhookSetting } from '../webhooks/allowed-webhook.js';
import { requireWorkerUrl, workerUrlSetting } from '../queue/worker-address.js';

/** Settings that only the server itself writes. */
const internal = /^internal\b/;

/** Settings that the server itself reads: what it could not read is refused. */
const guarded: ReadonlyMap<string, (value: unknown) => void> = new Map([
  [maintenanceSetting, requireMaintenance],
  [defaultPrioritySetting, requirePriority],
  [pollSetting, requirePollSeconds],
  [workerUrlSetting, requireWorkerUrl],
  [webhookSetting, requireWebhookPlaces],
]);

export const configFunctions: Handlers = {
  'config.get_version': ({ version }) => version,

  'config.get_instance_uid': ({ instanceUid }) => instanceUid,

  'config.get_system_info': (call) => ({
    version: call.version,
    master_hostname: hostname(),
    port_app: call.port(),
    port_api: call.port(),
    port_mongo: 0,
    port_command_vis: 0,
    port_rtp_webapp: 0,
    is_db_auth_enabled: false,
  }),

  'config.get': (call, { name, default: fallback }) => {
    refuseInternal(name);
    const value = call.store.settings.get(name);
    if (value !== undefined) return value;
    if (fallback === undefined || fallback === '<<UNDEFINED>>') throw notFound(`Setting ${name.slice(0, 100)}`);
    return fallback;
  },

  'config.write': (call, { name, value, set_on_insert_only }) => {
    refuseInternal(name);
    return call.store.transact(() => {
      const present = call.store.settings.get(name);
      if (set_on_insert_only && present !== undefined) return present;
      guarded.get(name)?.(value);
      call.store.settings.set(name, value);
      call.wakeQueue();
      return value;
    });
  },

  'config.get_file_browser_settings': (call) =>
    fileBrowserSettings.parse(call.store.settings.get('file_browser_settings') ?? {}),

  'config.set_file_browser_settings': (call, { body }) => {
    call.store.settings.set('file_browser_settings', body);
    return null;
  },

  'config.set_instance_banner': (call, message) => announce(call, 'instance_banner', message),

  'config.set_login_message': (call, message) => announce(call, 'login_message', message),

  'config.set_default_job_priority': (call, { value }) => {
    requirePriority(value);
    call.store.settings.set(defaultPrioritySetting, value);
    return value;
  },
};

function refuseInternal(name: string): void {
  if (internal.test(name)) throw forbidden(`${name} is the server's own.`);
}

function announce(call: Call, name: string, message: object): object {
  call.store.settings.set(name, message);
  return message;
}
