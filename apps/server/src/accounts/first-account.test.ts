import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, roleOf } from '@vitreous/store';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.js';
import { openHouse, type OpenHouse } from '../open-house.js';
import { checkThrottle, forgetFailedLogins, noteFailedLogin } from './login-throttle.js';
import { createSetupToken, requireSetupToken } from './setup-link.js';
import { digestPassword } from './password.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-accounts-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the link for the first account', () => {
  let open: OpenHouse;
  let app: FastifyInstance;
  const silent = (): void => undefined;
  const post = async (fields: Record<string, string>): Promise<{ status: number; text: string }> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = new URLSearchParams(fields).toString();
    const { statusCode, payload: text } = await app.inject({ method: 'POST', url: '/setup', headers, payload });
    return { status: statusCode, text };
  };
  beforeAll(() => {
    const log = { info: silent, warn: silent, error: silent };
    open = openHouse(join(folder, 'house'), log, () => ({ host: '127.0.0.1', port: 0 }));
    app = createApp(open, false);
  });
  afterAll(async () => {
    await app.close();
    await open.close();
  });

  it('makes one administrator, once', async () => {
    const { store } = open.house;
    const old = createSetupToken(store, open.house.now());
    const token = createSetupToken(store, open.house.now());
    expect((await app.inject({ url: `/setup?token=${old}` })).statusCode).toBe(403);
    const page = await app.inject({ url: `/setup?token=${token}` });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.payload).toContain(`name="token" value="${token}"`);

    const fields = { token, email: 'me@lab.org', password: 'long enough' };
    expect((await post({ ...fields, password: 'short' })).text).toContain('at least 8 characters');
    const hostile = await post({ ...fields, email: '"><script>' });
    expect(hostile.status).toBe(422);
    expect(hostile.text).not.toContain('<script>');
    expect((await post({ ...fields, token: 'guessed' })).status).toBe(403);
    expect((await post({ token })).status).toBe(422);
    // Two at once: one of them is made.
    const both = await Promise.all([post(fields), post({ ...fields, email: 'you@lab.org' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(store.users.find([]).map(roleOf)).toEqual(['admin']);
    expect((await post({ ...fields, email: 'third@lab.org' })).status).toBe(403);
    expect((await app.inject({ url: `/setup?token=${token}` })).statusCode).toBe(403);

    const email = store.users.find([])[0]?.emails[0]?.address ?? '';
    const login = await app.inject({
      method: 'POST',
      url: '/api/cmd/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'password',
        username: email,
        password: digestPassword('long enough'),
      }).toString(),
    });
    expect(login.statusCode).toBe(200);
  });

  it('counts for a day', () => {
    const store = openStore(join(folder, 'day.db'));
    const token = createSetupToken(store, new Date('2026-01-01T00:00:00Z'));
    requireSetupToken(store, token, new Date('2026-01-01T23:59:00Z'));
    expect(() => {
      requireSetupToken(store, token, new Date('2026-01-02T00:01:00Z'));
    }).toThrow('older than a day');
    store.close();
  });
});

it('makes guessing slow, also over restarts, and forgets it at the right password', () => {
  const path = join(folder, 'throttle.db');
  const keys = ['name a@lab.org', 'address 10.0.0.1'];
  const now = Date.parse('2026-01-01T00:00:00Z');
  let store = openStore(path);
  const check = (at: number): void => {
    checkThrottle(store, keys, at);
  };
  for (let i = 0; i < 7; i++) noteFailedLogin(store, keys, now);
  store.close();
  store = openStore(path);
  expect(() => {
    check(now + 3000);
  }).toThrow('try again in 1 s');
  check(now + 4000);
  expect(() => {
    checkThrottle(store, ['name b@lab.org', 'address 10.0.0.1'], now);
  }).toThrow('Too many failed logins');
  forgetFailedLogins(store, keys);
  check(now);
  // A day later nothing is known of it any more.
  noteFailedLogin(store, keys, now);
  noteFailedLogin(store, ['name c@lab.org'], now + 25 * 3_600_000);
  for (let i = 0; i < 4; i++) noteFailedLogin(store, keys, now + 26 * 3_600_000);
  check(now + 26 * 3_600_000);
  store.close();
});
