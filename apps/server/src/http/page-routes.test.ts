import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { serveApp } from './serve-app.js';

let server: TestServer;
let app: TestServer['app'];
let cookie = '';
const digest = 'a'.repeat(64);
type Response = Awaited<ReturnType<TestServer['app']['inject']>>;

beforeAll(async () => {
  server = createTestServer();
  app = server.app;
  await server.makeUser('ada@lab.org', 'user');
  const payload = { username: 'ada@lab.org', password: digest };
  const answer = await app.inject({ method: 'POST', url: '/api/web/session', payload });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict; Max-Age=1209600$/);
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
});

it('reads by the cookie, and changes by it only from our own page', async () => {
  const me = await app.inject({ url: '/api/cmd/users.me', headers: { cookie } });
  expect(me.json<{ name: string }>().name).toBe('ada');
  const query = { title: 'A', parent_dir: server.projects };
  const change = { method: 'POST', url: '/api/cmd/projects.create', query } as const;
  expect((await app.inject({ ...change, headers: { cookie } })).statusCode).toBe(401);
  const ours = await app.inject({ ...change, headers: { cookie, 'x-vitreous-page': '1' } });
  expect(ours.json<{ title: string }>().title).toBe('A');
  // A wrong token is not made good by a right cookie.
  const mixed = await app.inject({ url: '/api/cmd/users.me', headers: { cookie, authorization: 'Bearer x' } });
  expect(mixed.statusCode).toBe(401);
});

it('gives names to people who are logged in, and nothing else about them', async () => {
  expect((await app.inject({ url: '/api/web/people' })).statusCode).toBe(401);
  const people = (await app.inject({ url: '/api/web/people', headers: { cookie } })).json<object[]>();
  expect(people.map((person) => Object.keys(person))).toEqual([['_id', 'name', 'first_name', 'last_name']]);
});

it('draws PNGs of a project for those who may use it, and nothing else from there', async () => {
  const query = { title: 'Pictures', parent_dir: server.projects };
  const headers = { cookie, 'x-vitreous-page': '1' };
  const made = await app.inject({ method: 'POST', url: '/api/cmd/projects.create', query, headers });
  const { uid, project_dir } = made.json<{ uid: string; project_dir: string }>();
  writeFileSync(join(project_dir, 'a.png'), 'a picture');
  writeFileSync(join(project_dir, 'a.html'), '<script></script>');
  const get = (path: string, given: object = headers) =>
    app.inject({ url: `/api/web/project-picture/${uid}`, query: { path }, headers: { ...given } });
  const picture = await get('a.png');
  expect([picture.body, picture.headers['content-type']]).toEqual(['a picture', 'image/png']);
  expect((await get('a.html')).statusCode).toBe(422);
  expect((await get('b.png')).statusCode).toBe(404);
  expect((await get('../../a.png')).statusCode).toBe(422);
  expect((await get('a.png', {})).statusCode).toBe(401);
});

it('sets a password by the present one, which ends every other login', async () => {
  const { token } = await server.makeUser('ben@lab.org', 'user');
  const logIn = async (password: string): Promise<Response> =>
    app.inject({ method: 'POST', url: '/api/web/session', payload: { username: 'ben@lab.org', password } });
  const old = { authorization: `Bearer ${token}` };
  const change = async (present: string, password: string, headers: Record<string, string> = old): Promise<Response> =>
    app.inject({ method: 'POST', url: '/api/web/password', payload: { present, password }, headers });
  const wrong = await change('b'.repeat(64), 'c'.repeat(64));
  expect([wrong.statusCode, wrong.body]).toEqual([422, expect.stringContaining('This is not your password.')]);
  expect((await change(digest, 'short')).statusCode).toBe(422);
  const right = await change(digest, 'c'.repeat(64));
  expect(right.statusCode).toBe(204);
  expect((await app.inject({ url: '/api/cmd/users.me', headers: old })).statusCode).toBe(401);
  const fresh = { cookie: String(right.headers['set-cookie']).split(';')[0] ?? '', 'x-vitreous-page': '1' };
  expect((await app.inject({ url: '/api/cmd/users.me', headers: fresh })).statusCode).toBe(200);
  expect((await logIn(digest)).statusCode).toBe(401);
  expect((await logIn('c'.repeat(64))).statusCode).toBe(204);
  // Whoever guesses is stopped, as at the login.
  for (let guess = 0; guess < 5; guess++) expect((await change(digest, digest, fresh)).statusCode).toBe(422);
  expect((await change(digest, digest, fresh)).statusCode).toBe(429);
});

it('refuses a wrong password and what is no login, and ends a login for good', async () => {
  const post = (payload: object): Promise<number> =>
    app.inject({ method: 'POST', url: '/api/web/session', payload }).then(({ statusCode }) => statusCode);
  expect(await post({ username: 'ada@lab.org', password: 'b'.repeat(64) })).toBe(401);
  expect(await post({ username: 'ada@lab.org' })).toBe(422);
  expect(await post([])).toBe(422);
  const out = await app.inject({ method: 'DELETE', url: '/api/web/session', headers: { cookie } });
  expect(out.headers['set-cookie']).toContain('Max-Age=0');
  expect((await app.inject({ url: '/api/cmd/users.me', headers: { cookie } })).statusCode).toBe(401);
});

it('serves the built files by exact name, compressed, and the page for every other path', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-app-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'assets/main-1a2b.js'), 'let a = 1;');
  const small = fastify();
  serveApp(small, folder);
  const page = await small.inject({ url: '/projects/P1?sel=P1' });
  expect([page.body, page.headers['cache-control']]).toEqual(['<p>page</p>', 'no-cache']);
  expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  const script = await small.inject({ url: '/assets/main-1a2b.js', headers: { 'accept-encoding': 'br' } });
  expect(brotliDecompressSync(script.rawPayload).toString()).toBe('let a = 1;');
  expect(script.headers['cache-control']).toContain('immutable');
  const etag = String(page.headers.etag);
  expect((await small.inject({ url: '/', headers: { 'if-none-match': etag } })).statusCode).toBe(304);
  for (const url of ['/assets/gone.js', '/api/cmd/nothing', '/api', '/metrics/x', '/assets/..%2f..%2fetc/passwd']) {
    expect((await small.inject({ url })).statusCode, url).toBe(404);
  }
  // No path of a request reaches the disk.
  expect((await small.inject({ url: '/..%2f..%2fetc%2fpasswd' })).body).toBe('<p>page</p>');
  expect((await small.inject({ url: '/%ff' })).statusCode).toBe(400);
  await small.close();
  rmSync(folder, { recursive: true });
});
