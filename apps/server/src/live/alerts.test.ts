import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { isPrivate, refuseWebhook, webhookSetting } from '../webhooks/allowed-webhook.js';
import { deliver } from '../webhooks/deliver.js';
import { sendWaiting } from './send-waiting.js';
import { createHandWorkedSession } from './testing/hand-worked-session.js';

let server: TestServer;
beforeAll(() => {
  server = createTestServer();
});
afterAll(() => server.close());

it.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['169.254.169.254', true],
  ['172.31.0.1', true],
  ['192.168.1.1', true],
  ['0.0.0.0', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['fd00::1', true],
  ['fe80::1', true],
  ['8.8.8.8', false],
  ['2606:4700::1111', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivate(address)).toBe(expected);
});

it('calls only places that are allowed', () => {
  const places = { hosts: ['hooks.example.org', '*.chat.org', '127.0.0.1:80', '[::1]'], allow_private: false };
  const ask = (url: string): boolean => refuseWebhook(url, places) === null;
  expect(['https://hooks.example.org/a', 'https://x.chat.org/'].map(ask)).toEqual([true, true]);
  const refused = [
    'https://example.org',
    'http://127.0.0.1/',
    'http://[::1]/',
    'file:///etc/passwd',
    'https://chat.org',
  ];
  const tricks = [
    'https://hooks.example.org:444/',
    'https://u:p@hooks.example.org/',
    'https://evilchat.org',
    'http://0x7f.1',
  ];
  expect([...refused, ...tricks].filter(ask)).toEqual([]);
});

it('refuses a name that leads to a private address at the moment of connecting', async () => {
  const answer = await deliver('http://localhost:9/', {}, { hosts: ['localhost:9'], allow_private: false });
  expect(answer).toMatchObject({ kind: 'failed', reason: 'localhost has an address of a private network only' });
});

it('raises an alert once, tells the project and the webhook, and tries again', async () => {
  const told: { text: string; kind: string }[] = [];
  let answers = 0;
  const listener = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      response.statusCode = answers++ === 0 ? 503 : 204;
      if (response.statusCode === 204) told.push(JSON.parse(text) as (typeof told)[number]);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const session = await createHandWorkedSession(server);
  const key = { project_uid: session.project.uid, session_uid: session.sessionUid };
  const ask = async (body: object, token = session.token): Promise<[number, Record<string, unknown>]> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const payload = JSON.stringify({ ...key, ...body });
    const response = await server.app.inject({ method: 'POST', url: '/api/live/alert', headers, payload });
    return [response.statusCode, response.json()];
  };
  const webhook = `http://${host}/secret`;
  const rule = { attribute: 'total_blob_picks', min: 1000, max: null };
  expect((await ask({ webhook }))[0]).toBe(422);
  server.house.store.settings.set(webhookSetting, { hosts: [host] });
  expect((await ask({ webhook }))[0]).toBe(422);
  server.house.store.settings.set(webhookSetting, { hosts: [host], allow_private: true });
  expect((await ask({ rule: { attribute: 'path', min: 1 } }))[0]).toBe(422);
  expect((await ask({ rule: { attribute: 'total_blob_picks' } }))[0]).toBe(422);
  const stranger = await server.makeUser('stranger@lab.org', 'user');
  expect((await ask({ rule }, stranger.token))[0]).toBe(404);
  const [status, before] = await ask({ rule, webhook });
  expect([status, before]).toMatchObject([200, { rule, webhook_host: host, last_alert: null }]);
  expect(JSON.stringify(before)).not.toContain('secret');

  session.add(26);
  for (let uid = session.take(); uid !== null; uid = session.take()) {
    for (const stage of ['check', 'motion', 'ctf', 'pick', 'extract'] as const) session.report(uid, stage);
    session.end(uid);
  }
  await sendWaiting(server.house, key);
  expect(told).toEqual([]);
  const later = new Date(Date.now() + 60_000);
  await sendWaiting({ ...server.house, now: () => later }, key);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ kind: 'alert', ...key });
  expect(told[0]?.text).toContain('total_blob_picks is within 1000 to … in only 0 of the last 25 exposures');
  const [, after] = await ask({});
  expect(after).toMatchObject({ recent: { values: 25, in_bounds: 0 }, silent: 499, waiting: 0 });
  expect(after['seconds_since_last_exposure']).toBeGreaterThanOrEqual(0);
  const notices = await server.call(session.token, 'notifications.find', [], { project_uid: [key.project_uid] });
  expect(JSON.stringify(notices.body)).toContain('in only 0 of the last 25');
  listener.close();
}, 120_000);
