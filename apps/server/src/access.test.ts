import { contract, type Endpoint, type FunctionName, type Project } from '@vitreous/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessOf } from './access.js';
import { createTestServer, type TestServer } from './testing/server-for-tests.js';

const names = Object.keys(contract) as FunctionName[];
const belongsToProject = (name: FunctionName): boolean => 'project_uid' in ((contract[name] as Endpoint).path ?? {});

let server: TestServer;
let project = '';
let stranger = '';
let owner = '';
beforeAll(async () => {
  server = createTestServer();
  await server.makeUser('admin@lab.org', 'admin');
  owner = (await server.makeUser('owner@lab.org', 'user')).token;
  stranger = (await server.makeUser('stranger@lab.org', 'user')).token;
  const made = await server.call(owner, 'projects.create', [], { title: 'Mine', parent_dir: server.projects });
  project = (made.body as Project).uid;
});
afterAll(() => server.close());

/** Positional arguments: the project that exists, anything else. */
const pathFor = (name: FunctionName): string[] =>
  Object.keys((contract[name] as Endpoint).path ?? {}).map((key) => (key === 'project_uid' ? project : '1'));

describe('every function', () => {
  it.each(names.filter((name) => accessOf(name) !== 'anybody'))(
    '%s refuses people who are not logged in',
    async (name) => {
      expect((await server.call(null, name, pathFor(name))).status).toBe(401);
      expect((await server.call('not-a-token', name, pathFor(name))).status).toBe(401);
    },
  );

  it.each(names.filter(belongsToProject))('%s does not know a project for a stranger', async (name) => {
    const { status, body } = await server.call(stranger, name, pathFor(name));
    expect({ status, body }).toEqual({
      status: 404,
      body: { detail: `Project ${project} does not exist, or you have no access to it.` },
    });
  });

  it.each(names.filter((name) => accessOf(name) === 'admin'))(
    '%s refuses people who are no administrators',
    async (name) => {
      expect((await server.call(stranger, name, pathFor(name))).status).toBe(403);
    },
  );

  it.each(names.filter((name) => !belongsToProject(name)))(
    '%s tells a stranger nothing of the project',
    async (name) => {
      const { body } = await server.call(stranger, name, pathFor(name));
      expect(JSON.stringify(body)).not.toContain('Mine');
    },
  );
});

it('lets the owner in, and whom the owner lets in, until it is taken back', async () => {
  const { user, token } = await server.makeUser('friend@lab.org', 'user');
  const look = async (who: string): Promise<number> => (await server.call(who, 'projects.find_one', [project])).status;
  expect([await look(owner), await look(token)]).toEqual([200, 404]);
  expect((await server.call(token, 'projects.add_user_access', [project, user._id])).status).toBe(404);
  expect((await server.call(owner, 'projects.add_user_access', [project, user._id])).status).toBe(200);
  expect(await look(token)).toBe(200);
  expect((await server.call(token, 'projects.remove_user_access', [project, user._id])).status).toBe(403);
  expect((await server.call(owner, 'projects.remove_user_access', [project, user._id])).status).toBe(200);
  expect(await look(token)).toBe(404);
});

it('forgets tokens when a role changes or a password is reset', async () => {
  const admin = await server.makeUser('second@lab.org', 'admin');
  const { user, token } = await server.makeUser('changing@lab.org', 'user');
  expect((await server.call(token, 'users.me')).status).toBe(200);
  expect((await server.call(admin.token, 'users.set_role', [user._id], {}, 'admin')).status).toBe(200);
  expect((await server.call(token, 'users.me')).status).toBe(401);
});
