import { rmSync } from 'node:fs';
import type { Notification, Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announceInBackground } from '../notifications/in-background.js';
import { postNotification, updateNotification } from '../notifications/post.js';
import { conflict } from '../problem.js';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let owner = '';
let ownerId = '';
let friend = '';
let admin = '';
let project: Project;
beforeAll(async () => {
  server = createTestServer();
  const made = await server.makeUser('owner@lab.org', 'user');
  owner = made.token;
  ownerId = made.user._id;
  const other = await server.makeUser('friend@lab.org', 'user');
  friend = other.token;
  admin = (await server.makeUser('admin@lab.org', 'admin')).token;
  project = await makeProject('Shared');
  await server.call(owner, 'projects.add_user_access', [project.uid, other.user._id]);
});
afterAll(() => server.close());

const makeProject = async (title: string): Promise<Project> =>
  (await server.call(owner, 'projects.create', [], { title, parent_dir: server.projects })).body as Project;
const find = async (token: string, query: Record<string, string> = {}): Promise<Notification[]> =>
  (await server.call(token, 'notifications.find', [], query)).body as Notification[];
const messages = async (token: string, query: Record<string, string> = {}): Promise<string[]> =>
  (await find(token, query)).map(({ message }) => message);

it('shows a notice to whom it is for, until it is put away', async () => {
  const mine = postNotification(server.house, { user_id: ownerId, message: 'Yours', progress_pct: 0 });
  postNotification(server.house, {
    user_id: null,
    project_uid: project.uid,
    message: 'Everybody’s',
    status: 'warning',
  });
  expect(await messages(owner)).toEqual(['Yours', 'Everybody’s']);
  expect(await messages(friend)).toEqual(['Everybody’s']);
  expect(await messages(admin)).toEqual(['Everybody’s']);
  expect(await messages(owner, { status: 'warning' })).toEqual(['Everybody’s']);
  expect((await server.call(friend, 'notifications.find_by_id', [mine._id])).status).toBe(404);
  expect((await server.call(friend, 'notifications.deactivate_notification', [mine._id])).status).toBe(404);
  updateNotification(server.house, mine._id, { progress_pct: 50 });
  const { body } = await server.call(owner, 'notifications.deactivate_notification', [mine._id]);
  expect(body).toMatchObject({ _id: mine._id, active: false, progress_pct: 50 });
  expect(body).not.toHaveProperty('user_id');
  expect(await messages(owner, { active: 'true' })).toEqual(['Everybody’s']);
  expect((await server.call(owner, 'notifications.count', [], { active: 'false' })).body).toBe(1);
});

it('tells how work ended that nobody waited for', async () => {
  const { uid, project_dir } = await makeProject('Ended');
  await server.call(owner, 'projects.archive', [uid]);
  await expect.poll(() => messages(owner, { project_uid: uid })).toEqual([expect.stringContaining(project_dir)]);
  rmSync(project_dir, { recursive: true });
  expect((await server.call(owner, 'projects.delete', [uid])).status).toBe(200);
  await expect.poll(() => messages(owner, { order: '-1', limit: '1' })).toEqual([`${uid} (Ended) has been deleted.`]);
});

it('tells when such work fails, with its sentence or with none', async () => {
  const caller = server.house.store.users.get(ownerId);
  const call = { ...server.house, caller, address: '127.0.0.1' };
  for (const error of [conflict('The disk is full.'), new Error('secret stack')]) {
    announceInBackground(call, { what: 'Copying', project_uid: null, work: () => Promise.reject(error) });
  }
  await expect
    .poll(async () =>
      (await find(owner, { status: 'danger' })).map(({ message, ttl_seconds }) => [message, ttl_seconds]),
    )
    .toEqual([
      ['Copying failed: The disk is full.', null],
      ['Copying failed: the server’s log says more.', null],
    ]);
});
