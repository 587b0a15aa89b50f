import { z } from 'zod';
import { fileBrowserSettings } from '../entities/file-browser.js';
import { systemInfo } from '../entities/instance.js';
import { endpoints } from './endpoint.js';
import { flag } from './wire.js';

export const configEndpoints = endpoints({
  'config.get_file_browser_settings': { method: 'GET', returns: fileBrowserSettings },
  'config.set_file_browser_settings': { method: 'POST', body: { body: fileBrowserSettings }, returns: z.null() },
  'config.set_instance_banner': {
    method: 'POST',
    query: { active: flag().default(false), title: z.string().optional(), body: z.string().optional() },
    returns: z.unknown(),
  },
  'config.set_login_message': {
    method: 'POST',
    query: { active: flag().default(false), title: z.string().optional(), body: z.string().optional() },
    returns: z.unknown(),
  },
  'config.get_instance_uid': { method: 'GET', returns: z.string() },
  'config.set_default_job_priority': { method: 'POST', body: { value: z.int() }, returns: z.unknown() },
  'config.get_version': { method: 'GET', returns: z.string() },
  'config.get_system_info': { method: 'GET', returns: systemInfo },
  'config.get': {
    method: 'GET',
    path: { name: z.string() },
    query: { default: z.unknown().optional() },
    returns: z.unknown(),
  },
  'config.write': {
    method: 'POST',
    path: { name: z.string() },
    query: { set_on_insert_only: flag().default(false) },
    body: { value: z.unknown() },
    returns: z.unknown(),
  },
});
