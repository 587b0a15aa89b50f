import { contract, type Endpoint, type FunctionName, type Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from './testing/server-for-tests.js';

const names = (Object.keys(contract) as FunctionName[]).filter((name) => name !== 'test');

let server: TestServer;
let token = '';
let foreign = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('admin@lab.org', 'admin')).token;
  const made = await server.call(token, 'projects.create', [], { title: 'Mine', parent_dir: server.projects });
  foreign = (made.body as Project)._id;
  await server.call(token, 'workspaces.create', ['P1'], { title: 'One' });
  await server.call(token, 'jobs.create', ['P1', 'W1'], { type: 'snowflake' });
});
afterAll(() => server.close());

/** What people and programs send by mistake or on purpose. */
const texts = (): string[] => [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  '999999999999999999999999',
  'null',
  'P1',
  'W1',
  'J1',
  foreign,
  '../../../../etc/passwd',
  '/etc/passwd',
  '/',
  '*/../*',
  '%',
  '\0',
  "'; DROP TABLE projects; --",
  '__proto__',
  'constructor',
  '\ud83d\ude00\u202e',
  'x'.repeat(5000),
];
const bodies = (): unknown[] => [
  undefined,
  null,
  0,
  -1e308,
  '',
  'x'.repeat(100_000),
  [],
  [[]],
  [null],
  {},
  { __proto__: { polluted: true }, a: { b: [{}] } },
  Array.from({ length: 1000 }, (_, i) => i),
  JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown,
];

/** Functions that would end the tests themselves, or close what the others are tried on. */
const harmful = new Set<FunctionName>([
  'users.delete',
  'users.set_role',
  'projects.archive',
  'projects.delete',
  'projects.detach',
  'instance.generate_new_uid',
]);

it.each(names.filter((name) => !harmful.has(name)))('%s never fails on what it is sent', async (name) => {
  const endpoint: Endpoint = contract[name];
  const places = Object.keys(endpoint.path ?? {});
  const usual: Record<string, string> = { project_uid: 'P1', workspace_uid: 'W1', job_uid: 'J1' };
  const bad = async (path: string[], query: Record<string, string | string[]>, body: unknown): Promise<void> => {
    const { status, body: answer } = await server.call(token, name, path, query, body);
    if (status !== 500) return;
    expect.fail(`${name} ${JSON.stringify({ path, query, body }).slice(0, 500)}: ${JSON.stringify(answer)}`);
  };
  const path = places.map((place) => usual[place] ?? '1');
  for (const text of texts()) {
    for (let i = 0; i < places.length; i++) {
      await bad(
        path.map((value, place) => (place === i ? text.slice(0, 900) : value)),
        {},
        undefined,
      );
    }
    for (const key of Object.keys(endpoint.query ?? {})) {
      await bad(path, { [key]: text }, undefined);
      await bad(path, { [key]: [text, text] }, undefined);
    }
    const all = Object.fromEntries(Object.keys(endpoint.query ?? {}).map((key) => [key, text]));
    await bad(path, all, undefined);
  }
  for (const body of bodies()) await bad(path, {}, body);
});

it('is still there, and so is what it kept', async () => {
  expect((await server.call(token, 'projects.find_one', ['P1'])).status).toBe(200);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
