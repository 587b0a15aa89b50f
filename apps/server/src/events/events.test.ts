import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Project } from '@vitreous/schema';
import type { Change } from '@vitreous/store';
import { postNotification } from '../notifications/post.js';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { remember } from './watcher.js';

let server: TestServer;
let url: string;
let admin: string;
let guest: { user: { _id: string }; token: string };
let mine: Project;
beforeAll(async () => {
  server = createTestServer();
  admin = (await server.makeUser('admin@lab.org', 'admin')).token;
  guest = await server.makeUser('guest@lab.org', 'user');
  const create = async (title: string): Promise<Project> =>
    (await server.call(admin, 'projects.create', [], { title, parent_dir: server.projects })).body as Project;
  mine = await create('One');
  await create('Other');
  await server.call(admin, 'projects.add_user_access', [mine.uid, guest.user._id]);
  url = new URL(await server.listen()).origin;
});
afterAll(() => server.close());

/** Reads a stream's events as they come. */
async function listen(token: string, query: string): Promise<{ texts: string[]; ended: Promise<void> }> {
  const response = await fetch(`${url}/api/events${query}`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  const texts: string[] = [];
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) texts.push(decoder.decode(piece));
  };
  const ended = read().catch(() => undefined);
  await expect.poll(() => texts.join(''), { timeout: 5000 }).toContain('event: hello');
  return { texts, ended };
}

const makeWorkspace = (uid: string): Promise<unknown> => server.call(admin, 'workspaces.create', [uid], { title: 'W' });

it('tells watchers what changed, and only where they may look', async () => {
  const all = await listen(guest.token, '');
  const one = await listen(admin, '?project_uid=P2');
  await makeWorkspace('P1');
  await makeWorkspace('P2');
  await expect.poll(() => all.texts.join(''), { timeout: 5000 }).toContain('"kind":"workspace","project_uid":"P1"');
  await expect.poll(() => one.texts.join(''), { timeout: 5000 }).toContain('"kind":"workspace","project_uid":"P2"');
  expect(all.texts.join('')).not.toContain('"P2"');
  expect(one.texts.join('')).not.toContain('"P1"');

  await server.call(admin, 'projects.remove_user_access', ['P1', guest.user._id]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = all.texts.length;
  await makeWorkspace('P1');
  await makeWorkspace('P2');
  await expect.poll(() => one.texts.join('').split('"W2"').length, { timeout: 5000 }).toBeGreaterThan(1);
  expect(all.texts.length).toBe(before);
});

it('tells of a notice only whom it is for', async () => {
  const [hers, his] = [await listen(admin, ''), await listen(guest.token, '')];
  postNotification(server.house, { message: 'Done.', user_id: guest.user._id });
  await expect.poll(() => his.texts.join(''), { timeout: 5000 }).toContain('"kind":"notification","project_uid":null');
  postNotification(server.house, { message: 'For all of P2.', project_uid: 'P2', user_id: null });
  await expect.poll(() => hers.texts.join(''), { timeout: 5000 }).toContain('"kind":"notification","project_uid":"P2"');
  expect(hers.texts.join('')).not.toContain('"project_uid":null');
  expect(his.texts.join('')).not.toContain('"P2"');
  expect(his.texts.join('')).not.toContain('user_id');
});

it.each([
  [null, '', 401],
  ['admin', '?project_uid=P9', 404],
  ['guest', '?project_uid=P2', 404],
  ['admin', '?session_uid=S1', 422],
  ['admin', '?nonsense=1', 422],
])('refuses %s %s with %i', async (who, query, status) => {
  const token = who === null ? 'none' : who === 'admin' ? admin : guest.token;
  const response = await fetch(`${url}/api/events${query}`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(status);
  await response.body?.cancel();
});

it('tells of many exposures as one', () => {
  const pending = new Map<string, Change>();
  for (let i = 0; i < 1000; i++) {
    remember(pending, { kind: 'exposure', project_uid: 'P1', session_uid: 'S1', uid: String(i) });
  }
  remember(pending, { kind: 'exposure', project_uid: 'P1', session_uid: 'S10', uid: '1' });
  expect([...pending.values()]).toEqual([
    { kind: 'exposure', project_uid: 'P1', session_uid: 'S1', uid: null },
    { kind: 'exposure', project_uid: 'P1', session_uid: 'S10', uid: '1' },
  ]);
});
