import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract, pathOf, type Endpoint, type FunctionName, type User } from '@vitreous/schema';
import type { Role } from '@vitreous/store';
import type { FastifyInstance } from 'fastify';
import { createUser } from '../accounts/create-user.js';
import { issueToken } from '../accounts/token.js';
import { createApp } from '../app.js';
import type { House } from '../house.js';
import { openHouse } from '../open-house.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface TestServer {
  readonly house: House;
  /** For what is asked in other ways than by a function. */
  readonly app: FastifyInstance;
  /** A folder for projects. */
  readonly projects: string;
  makeUser(email: string, role: Role): Promise<{ user: User; token: string }>;
  /** Calls a function: positional arguments, then query, then a JSON body. */
  call(
    token: string | null,
    name: FunctionName,
    path?: readonly string[],
    query?: Readonly<Record<string, string | string[]>>,
    body?: unknown,
  ): Promise<Answer>;
  /** Listens on a free port of this machine; the root of the interface there. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** A whole server on a new data directory, called without a network. */
export function createTestServer(): TestServer {
  const root = mkdtempSync(join(tmpdir(), 'vitreous-server-'));
  const projects = join(root, 'projects');
  mkdirSync(projects);
  const silent = (): void => undefined;
  const open = openHouse(join(root, 'data'), { info: silent, warn: silent, error: silent }, () => ({
    host: '127.0.0.1',
    port: 0,
  }));
  const { house, close } = open;
  const app = createApp(open, false);
  return {
    house,
    app,
    projects,
    makeUser: async (email, role) => {
      const base = { username: email.replace(/@.*/, ''), first_name: '', last_name: '', registerToken: null };
      const digest = 'a'.repeat(64);
      const user = await createUser(house.store, house.now(), { ...base, email, role, digest, createdBy: null });
      return { user, token: issueToken(house.store, user._id, house.now(), 3600) };
    },
    call: async (token, name, path = [], query = {}, body) => {
      const endpoint: Endpoint = contract[name];
      const values = [...path];
      const response = await app.inject({
        method: endpoint.method,
        url: `/api/cmd${pathOf(name, endpoint, () => encodeURIComponent(values.shift() ?? 'missing'))}`,
        query,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const text = response.payload;
      return { status: response.statusCode, body: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    listen: async () => `${await app.listen({ host: '127.0.0.1', port: 0 })}/api/cmd`,
    close: async () => {
      await app.close();
      await close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
