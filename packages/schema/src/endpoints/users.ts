import { z } from 'zod';
import { sha256Password } from '../entities/auth.js';
import { fileBrowserSettings } from '../entities/file-browser.js';
import { user } from '../entities/user.js';
import { endpoints } from './endpoint.js';

export const userEndpoints = endpoints({
  'users.admin_exists': { method: 'GET', returns: z.boolean() },
  'users.find': { method: 'GET', query: { role: z.enum(['admin', 'user']).optional() }, returns: z.array(user) },
  'users.create': {
    method: 'POST',
    query: {
      email: z.string(),
      username: z.string(),
      first_name: z.string(),
      last_name: z.string(),
      role: z.enum(['user', 'admin']).default('user'),
    },
    body: { password: sha256Password.nullable().optional() },
    returns: user,
  },
  'users.count': { method: 'GET', query: { role: z.enum(['admin', 'user']).optional() }, returns: z.int() },
  'users.table': { method: 'GET', returns: z.string() },
  'users.me': { method: 'GET', returns: user },
  'users.find_one': { method: 'GET', path: { user_id: z.string() }, returns: user },
  'users.update': {
    method: 'POST',
    path: { user_id: z.string() },
    query: {
      email: z.string().optional(),
      username: z.string().optional(),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
    },
    returns: user,
  },
  'users.delete': { method: 'POST', path: { user_id: z.string() }, returns: z.null() },
  'users.get_role': { method: 'GET', path: { user_id: z.string() }, returns: z.enum(['user', 'admin']) },
  'users.request_reset_password': { method: 'POST', path: { user_id: z.string() }, returns: z.null() },
  'users.register': {
    method: 'POST',
    path: { user_id: z.string() },
    query: { token: z.string() },
    body: { body: sha256Password },
    returns: z.null(),
  },
  'users.reset_password': {
    method: 'POST',
    path: { user_id: z.string() },
    query: { token: z.string() },
    body: { body: sha256Password },
    returns: z.null(),
  },
  'users.set_role': {
    method: 'POST',
    path: { user_id: z.string() },
    body: { role: z.enum(['user', 'admin']) },
    returns: user,
  },
  'users.get_my_state_var': { method: 'GET', path: { key: z.string() }, returns: z.unknown() },
  'users.get_state_var': { method: 'GET', path: { user_id: z.string(), key: z.string() }, returns: z.unknown() },
  'users.set_state_var': {
    method: 'POST',
    path: { user_id: z.string(), key: z.string() },
    body: { value: z.unknown() },
    returns: user,
  },
  'users.unset_state_var': { method: 'POST', path: { user_id: z.string(), key: z.string() }, returns: user },
  'users.get_my_lanes': { method: 'GET', returns: z.array(z.string()) },
  'users.get_lanes': { method: 'GET', path: { user_id: z.string() }, returns: z.array(z.string()) },
  'users.set_lanes': {
    method: 'POST',
    path: { user_id: z.string() },
    body: { lanes: z.array(z.string()) },
    returns: user,
  },
  'users.get_my_file_browser_settings': { method: 'GET', returns: fileBrowserSettings },
  'users.get_file_browser_settings': { method: 'GET', path: { user_id: z.string() }, returns: fileBrowserSettings },
  'users.set_file_browser_settings': {
    method: 'POST',
    path: { user_id: z.string() },
    body: { body: fileBrowserSettings },
    returns: user,
  },
});
