import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-worker-'));
const data = join(folder, 'data');
const email = 'admin@lab.org';

interface SeenJob {
  readonly uid: string;
  readonly status: string;
  readonly PID_main: number | null;
  readonly errors_run: readonly { message: string }[];
  readonly resources_allocated: unknown;
}

/** So many links that an import is at work for a while. */
const links = 4000;

beforeAll(async () => {
  mkdirSync(join(folder, 'projects'));
  mkdirSync(join(folder, 'many'));
  const image = join(folder, 'one.mrc');
  await writeMrc(image, { height: 8, width: 8, data: new Float32Array(64) }, { pixelSizeA: 1 });
  for (let i = 0; i < links; i++) symlinkSync(image, join(folder, 'many', `${i}.mrc`));
  createAccount(data, email, 'admin');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('notices a killed worker, frees what it had, and a worker outlives its server', async () => {
  let server = await startServer(data);
  const token = await login(server.url, email);
  const post = (path: string, body?: unknown): Promise<unknown> => call(server.url, token, 'POST', path, body);
  const query = new URLSearchParams({ title: 'Crash', parent_dir: join(folder, 'projects') });
  await post(`projects.create?${query.toString()}`);
  await post('workspaces.create/P1?title=One');
  const params = { blob_paths: join(folder, 'many', '*.mrc'), psize_A: 1, accel_kv: 300, cs_mm: 2.7 };
  const start = async (): Promise<string> => {
    const { uid } = (await post('jobs.create/P1/W1?type=import_micrographs', params)) as SeenJob;
    await post(`jobs.enqueue/P1/${uid}`);
    return uid;
  };
  const look = async (uid: string): Promise<SeenJob> =>
    (await call(server.url, token, 'GET', `jobs.find_one/P1/${uid}`)) as SeenJob;
  const running = async (uid: string): Promise<number> => {
    await expect.poll(async () => (await look(uid)).status, { timeout: 20_000, interval: 20 }).toBe('running');
    return (await look(uid)).PID_main ?? 0;
  };

  const first = await start();
  process.kill(await running(first), 'SIGKILL');
  await expect.poll(async () => (await look(first)).status, { timeout: 10_000 }).toBe('failed');
  expect(await look(first)).toMatchObject({
    errors_run: [{ message: 'The worker was killed (SIGKILL).' }],
    resources_allocated: null,
  });

  // Killed by a person: no failure.
  const second = await start();
  await running(second);
  await post(`jobs.kill/P1/${second}`);
  expect(await look(second)).toMatchObject({ status: 'killed', errors_run: [] });

  // The server is killed while a worker works. Another one, at the same address, hears of its end.
  const third = await start();
  await running(third);
  const port = new URL(server.url).port;
  await server.stop('SIGKILL');
  server = await startServer(data, port);
  await expect.poll(async () => (await look(third)).status, { timeout: 40_000 }).toBe('completed');
  const stored = JSON.parse(readFileSync(join(folder, 'projects/crash', third, 'job.json'), 'utf8')) as SeenJob;
  expect(stored.uid).toBe(third);

  // Both are killed: the next server finds that the worker is gone.
  const fourth = await start();
  const orphan = await running(fourth);
  await server.stop('SIGKILL');
  process.kill(orphan, 'SIGKILL');
  server = await startServer(data, port);
  await expect.poll(async () => (await look(fourth)).status, { timeout: 10_000 }).toBe('failed');
  expect((await look(fourth)).errors_run[0]?.message).toBe('The worker has ended while the server was down.');
  expect(await server.stop('SIGTERM')).toBe(0);
}, 120_000);
