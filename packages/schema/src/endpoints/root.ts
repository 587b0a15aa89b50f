import { z } from 'zod';
import { appSession, token } from '../entities/auth.js';
import { jobRegister } from '../entities/job-register.js';
import { hello } from '../entities/replies.js';
import { endpoints } from './endpoint.js';
import { number } from './wire.js';

export const rootEndpoints = endpoints({
  read_root: { method: 'GET', returns: hello },
  health: { method: 'GET', returns: z.string() },
  login: {
    method: 'POST',
    form: {
      expires_in: number().default(1209600),
      username: z.string(),
      password: z.string(),
      grant_type: z.string().optional(),
      scope: z.string().default(''),
      client_id: z.string().optional(),
      client_secret: z.string().optional(),
    },
    returns: token,
  },
  keycloak_login: { method: 'POST', query: { keycloak_access_token: z.string() }, returns: token },
  verify_app_session: { method: 'POST', body: { body: appSession }, returns: z.string() },
  job_register: { method: 'GET', returns: jobRegister },
  start_and_migrate: { method: 'POST', query: { license_id: z.string() }, returns: z.null() },
  test: { method: 'GET', path: { delay: number() }, returns: z.string() },
});
