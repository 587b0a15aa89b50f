import { join } from 'node:path';
import type { Job, Project, Workspace } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let token = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('admin@lab.org', 'admin')).token;
});
afterAll(async () => {
  vi.useRealTimers();
  await server.close();
});

it('gives a job that is mended within five minutes its place in the queue back', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const query = { title: 'Queue', parent_dir: server.projects };
  const project = (await server.call(token, 'projects.create', [], query)).body as Project;
  const workspace = (await server.call(token, 'workspaces.create', [project.uid], { title: 'One' })).body as Workspace;
  // A lane without targets: what is queued to it waits.
  const lane = { name: 'empty', type: 'node', title: '' };
  expect((await server.call(token, 'resources.add_lane', [], {}, lane)).status).toBe(200);
  const params = { blob_paths: join(server.projects, '*.mrc'), psize_A: 1, accel_kv: 300, cs_mm: 2.7 };
  const path = [project.uid, workspace.uid];
  const { uid } = (await server.call(token, 'jobs.create', path, { type: 'import_micrographs' }, params)).body as Job;
  const place = async (): Promise<unknown> => {
    const { status, body } = await server.call(token, 'jobs.enqueue', [project.uid, uid], { lane: 'empty' });
    expect(status).toBe(200);
    return (body as Job).queued_at;
  };
  const clear = () => server.call(token, 'jobs.clear', [project.uid, uid]);
  const after = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);

  const first = await place();
  after(1);
  expect((await clear()).body).toMatchObject({ status: 'building', queued_at: first });
  after(4);
  expect(await place()).toBe(first);
  await clear();
  after(6);
  expect(await place()).not.toBe(first);
});
