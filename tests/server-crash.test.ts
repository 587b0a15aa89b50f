import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-crash-'));
const data = join(folder, 'data');
const email = 'admin@lab.org';

beforeAll(() => {
  mkdirSync(join(folder, 'projects'));
  createAccount(data, email, 'admin');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('loses nothing that was acknowledged when it is killed in the midst of writing', async () => {
  const acknowledged: string[] = [];
  let token = '';
  for (let round = 0; round < 3; round++) {
    const server = await startServer(data);
    if (round === 0) token = await login(server.url, email);
    const write = async (title: string): Promise<void> => {
      const query = new URLSearchParams({ title, parent_dir: join(folder, 'projects') });
      await call(server.url, token, 'POST', `projects.create?${query.toString()}`);
      acknowledged.push(title);
    };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; ; i++) {
        const done = await write(`r${round} w${writer} n${i}`).then(
          () => true,
          () => false,
        );
        if (!done) return;
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.stop('SIGKILL');
    await Promise.all(writers);
  }
  const server = await startServer(data);
  // The token outlives the crash too.
  const found = (await call(server.url, token, 'GET', 'projects.find?limit=0')) as {
    title: string;
    uid: string;
    project_dir: string;
  }[];
  const titles = new Set(found.map(({ title }) => title));
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(acknowledged.filter((title) => !titles.has(title))).toEqual([]);
  expect(new Set(found.map(({ uid }) => uid)).size).toBe(found.length);
  // What a crash kept from the project directories is written at the next start.
  const stored = (directory: string): unknown => {
    const path = join(directory, 'project.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { title: string }).title : null;
  };
  await expect
    .poll(() => found.filter(({ project_dir, title }) => stored(project_dir) !== title), { timeout: 10_000 })
    .toEqual([]);
  expect(await server.stop('SIGTERM')).toBe(0);
});

it('keeps a second server out of a data directory', async () => {
  const server = await startServer(data);
  await expect(startServer(data)).rejects.toThrow('ended with 1');
  await server.stop('SIGTERM');
});
