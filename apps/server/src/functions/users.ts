import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '@vitreous/schema';
import { among, equals, roleOf, rolesFor } from '@vitreous/store';
import { storePassword } from '../accounts/change-password.js';
import { checkDigest, createUser } from '../accounts/create-user.js';
import { hashDigest } from '../accounts/password.js';
import { callerOf, isAdmin, requireSelfOrAdmin, type Call, type Handlers } from '../house.js';
import { browserSettingsOf } from '../paths/allowed-path.js';
import { conflict, forbidden, invalid, notFound } from '../problem.js';
import { requirePriority } from '../queue/priority.js';

/** State that decides what a person may do is not theirs to set. */
const guardedState = new Set(['userCanSetJobPriority', 'defaultJobPriority']);

/** Accounts. Administrators see and change all; everybody sees and changes their own. */
export const userFunctions: Handlers = {
  'users.admin_exists': ({ store }) => store.users.count(equals('role', 'admin')) > 0,

  'users.find': (call, { role }) => call.store.users.find(equals('role', role)),

  'users.count': (call, { role }) => call.store.users.count(equals('role', role)),

  'users.table': ({ store }) =>
    [['Username', 'Name', 'Email', 'Role', 'ID']]
      .concat(store.users.find([]).map((user) => [user.name, nameOf(user), emailOf(user), roleOf(user), user._id]))
      .map((cells) => cells.join('\t'))
      .join('\n'),

  'users.me': (call) => forEyesOf(call, callerOf(call)),

  'users.find_one': (call, { user_id }) => forEyesOf(call, findUser(call, user_id)),

  'users.create': (call, { password, ...wanted }) =>
    createUser(call.store, call.now(), {
      ...wanted,
      digest: password?.password ?? null,
      registerToken: password == null ? randomBytes(16).toString('hex') : null,
      createdBy: callerOf(call)._id,
    }),

  'users.update': (call, { user_id, email, username, first_name, last_name }) =>
    changeUser(call, user_id, (user) => {
      if (email !== undefined && email !== emailOf(user)) {
        if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('query', 'email', 'Expected an e-mail address.', email);
        if (call.store.users.first(equals('email', email)) !== null) throw conflict(`${email} has an account already.`);
        user.emails = [{ address: email, verified: false }];
      }
      if (username !== undefined) user.name = username;
      if (first_name !== undefined) user.first_name = first_name;
      if (last_name !== undefined) user.last_name = last_name;
      user.profile = { name: nameOf(user) };
    }),

  'users.delete': (call, { user_id }) => {
    call.store.transact(() => {
      const user = findUser(call, user_id);
      refuseLastAdmin(call, user);
      call.store.tokens.revokeAll(user._id);
      call.store.users.remove(user._id);
    });
    return null;
  },

  'users.get_role': (call, { user_id }) => roleOf(findUser(call, user_id)),

  'users.set_role': (call, { user_id, role }) =>
    changeUser(call, user_id, (user) => {
      if (role !== 'admin') refuseLastAdmin(call, user);
      user.roles = rolesFor(role);
      call.store.tokens.revokeAll(user._id);
    }),

  'users.request_reset_password': (call, { user_id }) => {
    changeUser(call, user_id, (user) => {
      user.reset_token = randomBytes(16).toString('hex');
    });
    return null;
  },

  'users.register': (call, { user_id, token, body }) =>
    setPassword(call, user_id, 'register_token', token, body.password),

  'users.reset_password': (call, { user_id, token, body }) =>
    setPassword(call, user_id, 'reset_token', token, body.password),

  'users.get_my_state_var': (call, { key }) => readState(callerOf(call), key),

  'users.get_state_var': (call, { user_id, key }) => readState(findUser(call, user_id), key),

  'users.set_state_var': (call, { user_id, key, value }) =>
    changeUser(call, user_id, (user) => {
      requireStateAccess(call, key);
      if (key === 'defaultJobPriority' && value !== null) requirePriority(value);
      (user.state as unknown as Record<string, unknown>)[key] = value;
    }),

  'users.unset_state_var': (call, { user_id, key }) =>
    changeUser(call, user_id, (user) => {
      requireStateAccess(call, key);
      const kept = Object.entries(user.state).filter(([name]) => name !== key);
      user.state = Object.fromEntries(kept) as unknown as User['state'];
    }),

  'users.get_my_lanes': (call) => callerOf(call).lanes,

  'users.get_lanes': (call, { user_id }) => findUser(call, user_id).lanes,

  'users.set_lanes': (call, { user_id, lanes }) =>
    changeUser(call, user_id, (user) => {
      const unknown = lanes.find((name) => call.store.lanes.get(name) === null);
      if (unknown !== undefined) throw invalid('body', 'lanes', 'There is no such lane.', unknown.slice(0, 100));
      user.lanes = [...new Set(lanes)];
    }),

  'users.get_my_file_browser_settings': (call) => browserSettingsOf(call),

  'users.get_file_browser_settings': (call, { user_id }) => findUser(call, user_id).file_browser_settings,

  'users.set_file_browser_settings': (call, { user_id, body }) =>
    changeUser(call, user_id, (user) => {
      user.file_browser_settings = body;
    }),
};

/** A user that the caller may see. @throws Problem 403 or 404. */
function findUser(call: Call, id: string): User {
  requireSelfOrAdmin(call, id);
  const user = call.store.users.get(id);
  if (user === null) throw notFound(`User ${id.slice(0, 40)}`);
  return user;
}

/** Tokens that let somebody set a password are for administrators' eyes. */
function forEyesOf(call: Call, user: User): User {
  return isAdmin(callerOf(call)) ? user : { ...user, register_token: null, reset_token: null };
}

function changeUser(call: Call, id: string, change: (user: User) => void): User {
  return call.store.transact(() => {
    const user = findUser(call, id);
    change(user);
    user.updated_at = call.now().toISOString();
    call.store.users.save(user);
    return forEyesOf(call, user);
  });
}

function refuseLastAdmin(call: Call, user: User): void {
  if (roleOf(user) === 'admin' && call.store.users.count(equals('role', 'admin')) === 1) {
    throw conflict('This is the last administrator: make somebody else one first.');
  }
}

async function setPassword(
  call: Call,
  userId: string,
  kind: 'register_token' | 'reset_token',
  token: string,
  digest: string,
): Promise<null> {
  const expected = call.store.users.get(userId)?.[kind] ?? null;
  const right = expected !== null && sameText(expected, token);
  if (!right) throw forbidden('The link is wrong, or has been used already.');
  checkDigest(digest);
  const hash = await hashDigest(digest);
  call.store.transact(() => {
    const user = call.store.users.first(among('id', [userId]));
    if (user === null || user[kind] !== expected) throw forbidden('The link has been used already.');
    user[kind] = null;
    storePassword(call, user, hash);
  });
  return null;
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function readState(user: User, key: string): unknown {
  const state: Readonly<Record<string, unknown>> = { ...user.state };
  return Object.hasOwn(state, key) ? state[key] : null;
}

function requireStateAccess(call: Call, key: string): void {
  if (['__proto__', 'constructor', 'prototype'].includes(key)) throw invalid('path', 'key', 'Not a name.', key);
  if (guardedState.has(key) && !isAdmin(callerOf(call))) throw forbidden(`${key} is for administrators to set.`);
}

function nameOf(user: User): string {
  return `${user.first_name} ${user.last_name}`.trim();
}

function emailOf(user: User): string {
  return user.emails[0]?.address ?? '';
}
