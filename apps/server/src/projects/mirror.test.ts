import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Project, Workspace } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let token = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('admin@lab.org', 'admin')).token;
});
afterAll(() => server.close());

it('never brings a deleted job back into its directory, however deletion and writing fall together', async () => {
  const query = { title: 'Race', parent_dir: server.projects };
  const project = (await server.call(token, 'projects.create', [], query)).body as Project;
  const workspace = (await server.call(token, 'workspaces.create', [project.uid], { title: 'One' })).body as Workspace;
  const uids: string[] = [];
  for (let round = 0; round < 40; round++) {
    const created = await server.call(token, 'jobs.create', [project.uid, workspace.uid], { type: 'snowflake' });
    const { uid } = created.body as Job;
    uids.push(uid);
    // The record is being written, or about to be, at another moment of its writing in each round.
    await server.call(token, 'jobs.set_title', [project.uid, uid], { title: `Round ${round}` });
    await new Promise((resolve) => setTimeout(resolve, round % 8));
    expect((await server.call(token, 'jobs.delete', [project.uid, uid])).status).toBe(200);
  }
  const left = (): string[] => uids.filter((uid) => existsSync(join(project.project_dir, uid)));
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  await server.house.flushMirror();
  expect(left()).toEqual([]);
  const { body } = await server.call(token, 'projects.find_one', [project.uid]);
  expect(body).toMatchObject({ autodump_failed: false, autodump_errors: [] });
});

it('lets jobs be cleared while their records are being written', async () => {
  const query = { title: 'Clear', parent_dir: server.projects };
  const project = (await server.call(token, 'projects.create', [], query)).body as Project;
  const workspace = (await server.call(token, 'workspaces.create', [project.uid], { title: 'One' })).body as Workspace;
  const created = await server.call(token, 'jobs.create', [project.uid, workspace.uid], { type: 'snowflake' });
  const { uid } = created.body as Job;
  const folder = join(project.project_dir, uid);
  for (let round = 0; round < 60; round++) {
    mkdirSync(join(folder, 'parts'), { recursive: true });
    writeFileSync(join(folder, 'parts', 'result.mrc'), 'old');
    await server.call(token, 'jobs.set_title', [project.uid, uid], { title: `Round ${round}` });
    await new Promise((resolve) => setTimeout(resolve, round % 6));
    expect((await server.call(token, 'jobs.clear', [project.uid, uid])).status).toBe(200);
    expect(existsSync(join(folder, 'parts'))).toBe(false);
  }
  await server.house.flushMirror();
  const record = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8')) as Job;
  expect(record.title).toBe('Round 59');
  const { body } = await server.call(token, 'projects.find_one', [project.uid]);
  expect(body).toMatchObject({ autodump_failed: false, autodump_errors: [] });
});
