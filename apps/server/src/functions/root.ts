import { setTimeout as wait } from 'node:timers/promises';
import { equals } from '@vitreous/store';
import { checkThrottle, forgetFailedLogins, noteFailedLogin } from '../accounts/login-throttle.js';
import { noPassword, verifyDigest } from '../accounts/password.js';
import { issueToken } from '../accounts/token.js';
import type { Handlers } from '../house.js';
import { invalid, Problem } from '../problem.js';

/** The functions without a namespace. */
export const rootFunctions: Handlers = {
  read_root: ({ version }) => ({ name: 'Vitreous', version, service: 'api' }),

  health: () => 'OK',

  login: async (call, { username, password, expires_in, grant_type }) => {
    if (grant_type !== undefined && grant_type !== 'password') {
      throw invalid('body', 'grant_type', 'Only "password" is understood.', grant_type.slice(0, 100));
    }
    const keys = [`name ${username.toLowerCase().slice(0, 254)}`, `address ${call.address}`];
    checkThrottle(call.store, keys, call.now().getTime());
    const user = call.store.users.first(equals('email', username));
    const stored = user === null ? null : call.store.passwords.get(user._id);
    // Without an account the same work is done, so that the answer's time tells nothing.
    const right = await verifyDigest(stored ?? noPassword, password.slice(0, 1000));
    if (user === null || stored === null || !right) {
      noteFailedLogin(call.store, keys, call.now().getTime());
      throw new Problem(401, 'The e-mail address or the password is wrong.');
    }
    forgetFailedLogins(call.store, keys);
    return { access_token: issueToken(call.store, user._id, call.now(), expires_in), token_type: 'bearer' };
  },

  keycloak_login: () => {
    throw new Problem(501, 'There is no Keycloak here: log in with an e-mail address and a password.');
  },

  verify_app_session: () => {
    throw new Problem(401, 'No sessions are signed here: log in for a token.');
  },

  start_and_migrate: () => null,

  test: async (_call, { delay }) => {
    if (!(delay >= 0 && delay <= 60)) throw invalid('path', 'delay', 'Expected 0 to 60 seconds.', delay);
    await wait(delay * 1000);
    return 'OK';
  },
};
