import type { GridFSFile } from '@vitreous/schema';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { changePassword } from '../accounts/change-password.js';
import { hashToken, issueToken } from '../accounts/token.js';
import { assetFunctions } from '../functions/assets.js';
import { projectFileFunctions } from '../functions/project-files.js';
import { rootFunctions } from '../functions/root.js';
import { callerOf, type Call, type House } from '../house.js';
import { invalid, notFound, Problem } from '../problem.js';
import { callerOfRequest, cookieName, tokenOfCookie } from './request-caller.js';

/** A browser stays logged in for two weeks. */
const lifetime = 14 * 24 * 3600;

/** Pictures that a browser may draw. What else may be in an asset is only downloaded; no script in one ever runs. */
const drawable: ReadonlySet<GridFSFile['contentType']> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/svg+xml',
]);

/** What the web app needs besides the interface: a login that its scripts cannot read, pictures, and people's names. */
export function registerPageRoutes(app: FastifyInstance, house: House): void {
  app.post('/session', async (request, reply) => {
    const { username, password } = readLogin(request.body);
    const call: Call = { ...house, caller: null, address: request.ip };
    const answer = await rootFunctions.login?.(call, { username, password, expires_in: lifetime, scope: '' });
    return setCookie(house, reply, answer?.access_token ?? '', lifetime)
      .code(204)
      .send();
  });

  app.delete('/session', (request, reply) => {
    const token = tokenOfCookie(house, request);
    if (token !== null) {
      house.store.transact(() => {
        house.store.tokens.revoke(hashToken(token));
      });
    }
    return setCookie(house, reply, '', 0).code(204).send();
  });

  // The interface lets a person set a password only by a link that an administrator hands over.
  app.post('/password', async (request, reply) => {
    const call = callOf(house, request);
    const { present, password } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    await changePassword(call, readDigest('present', present), readDigest('password', password));
    return setCookie(house, reply, issueToken(house.store, callerOf(call)._id, house.now(), lifetime), lifetime)
      .code(204)
      .send();
  });

  // Sharing needs names; addresses and roles stay with administrators.
  app.get('/people', (request) => {
    const { store } = callOf(house, request);
    return store.users.find([]).map(({ _id, name, first_name, last_name }) => ({
      _id,
      name,
      first_name,
      last_name,
    }));
  });

  app.get<{ Params: { id: string } }>('/picture/:id', async (request, reply) => {
    const call = callOf(house, request);
    const { id } = request.params;
    const asset = await assetFunctions['assets.find_one']?.(call, { id });
    if (asset === undefined || !drawable.has(asset.contentType)) throw notFound(`Picture ${id.slice(0, 40)}`);
    const stream = await assetFunctions['assets.download']?.(call, { id });
    // An asset never changes under its id.
    return reply
      .headers({ 'content-type': asset.contentType, 'cache-control': 'private, max-age=31536000, immutable' })
      .send(stream);
  });

  // What jobs that wait draw lies in their folders, and is drawn anew when they are run again.
  app.get<{ Params: { project: string }; Querystring: { path?: unknown } }>(
    '/project-picture/:project',
    async (request, reply) => {
      const call = callOf(house, request);
      const { path } = request.query;
      if (typeof path !== 'string' || !path.endsWith('.png')) throw invalid('query', 'path', 'Expected a PNG.', null);
      const given = { project_uid: request.params.project, path };
      const stream = await projectFileFunctions['projects.download_file']?.(call, given);
      return reply.headers({ 'content-type': 'image/png', 'cache-control': 'private, max-age=60' }).send(stream);
    },
  );
}

function callOf(house: House, request: FastifyRequest): Call {
  const caller = callerOfRequest(house, request);
  if (caller === null) throw new Problem(401, 'Log in first.');
  return { ...house, caller, address: request.ip };
}

function readLogin(body: unknown): { username: string; password: string } {
  const { username, password } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof username !== 'string') throw invalid('body', 'username', 'Expected an e-mail address.', null);
  return { username, password: readDigest('password', password) };
}

function readDigest(name: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid('body', name, "Expected the password's SHA-256.", null);
  return value;
}

/** Scripts cannot read the cookie, and no other site's page makes a browser send it. */
function setCookie(house: House, reply: FastifyReply, value: string, seconds: number): FastifyReply {
  const parts = [`${cookieName(house)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${seconds}`];
  if (reply.request.protocol === 'https') parts.push('Secure');
  return reply.header('set-cookie', parts.join('; '));
}
