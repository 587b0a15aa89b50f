import { ApiError, createClient, type Client } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from './testing/server-for-tests.js';

let server: TestServer;
let client: Client;
let token: string | null = null;
beforeAll(async () => {
  server = createTestServer();
  await server.makeUser('owner@lab.org', 'admin');
  client = createClient({ baseUrl: await server.listen(), token: () => token });
});
afterAll(() => server.close());

/** What a call is refused with. */
async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (error instanceof ApiError) return error;
  return expect.fail(`expected a refusal, not ${String(error)}`);
}

it('logs in with a form', async () => {
  expect((await refusalOf(client('users.me'))).status).toBe(401);
  const { access_token } = await client('login', { username: 'owner@lab.org', password: 'a'.repeat(64) });
  token = access_token;
  expect((await client('users.me')).emails[0]?.address).toBe('owner@lab.org');
});

it('sends paths, queries and bodies, and takes records', async () => {
  const made = await client('projects.create', { title: 'Ribosome & co?', parent_dir: server.projects });
  expect(made).toMatchObject({ uid: 'P1', title: 'Ribosome & co?' });
  const project_uid = made.uid;
  const described = await client('projects.set_description', { project_uid, description: 'a "b" é' });
  expect(described.description).toBe('a "b" é');
  await client('workspaces.create', { project_uid, title: 'One' });
  for (const title of ['first', 'second']) {
    await client('jobs.create', { project_uid, workspace_uid: 'W1', type: 'snowflake', title });
  }
  const found = await client('jobs.find', { project_uid: [project_uid], uid: ['J1', 'J2'], order: -1 });
  expect(found.map(({ title }) => title)).toEqual(['second', 'first']);
  expect(await client('jobs.find', { uid: ['J1'], deleted: true })).toEqual([]);
  expect(await client('jobs.delete', { project_uid, job_uid: 'J2' })).toBeNull();
});

it('sends and takes streams', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  for (const [path, stream] of [
    ['whole.bin', bytes],
    ['blob.bin', new Blob([bytes])],
    ['pieces.bin', new Blob([bytes]).stream()],
  ] as const) {
    await client('projects.upload_file', { project_uid: 'P1', path, stream });
    const back = new Response(await client('projects.download_file', { project_uid: 'P1', path }));
    expect(Buffer.compare(Buffer.from(await back.arrayBuffer()), bytes), path).toBe(0);
  }
});

it('says why the server refuses', async () => {
  const missing = await refusalOf(client('projects.find_one', { project_uid: 'P9' }));
  expect([missing.status, missing.message]).toEqual([404, 'Project P9 does not exist, or you have no access to it.']);
  const wrong = await refusalOf(client('jobs.find', { limit: 0.5 }));
  expect(wrong.status).toBe(422);
  expect(wrong.message).toMatch(/^query\.limit: /);
  const stopped = client('users.me', {}, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow('abort');
});

it('makes a sentence of an answer that is not the server’s own', async () => {
  const proxied = createClient({
    baseUrl: 'http://proxy',
    fetch: () => Promise.resolve(new Response('<html>', { status: 502 })),
  });
  expect((await refusalOf(proxied('health'))).message).toBe('The server answered 502 without a reason.');
});
