import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-interactive-'));
const data = join(folder, 'data');
const email = 'admin@lab.org';

interface SeenJob {
  readonly uid: string;
  readonly status: string;
  readonly PID_main: number | null;
  readonly spec: { readonly outputs: Readonly<Record<string, { readonly num_items: number }>> };
}
interface Listed {
  readonly exposures: readonly { readonly uid: string; readonly num_picks: number }[];
}

beforeAll(async () => {
  mkdirSync(join(folder, 'projects'));
  const side = 64;
  const noise = Float32Array.from({ length: side * side }, (_, i) => Math.sin(i * i));
  for (const name of ['a', 'b']) {
    await writeMrc(join(folder, `${name}.mrc`), { height: side, width: side, data: noise }, { pixelSizeA: 1.5 });
  }
  createAccount(data, email, 'admin');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps what people decided while servers and workers die, and ends when they say so', async () => {
  let server = await startServer(data);
  const token = await login(server.url, email);
  const post = (path: string, body?: unknown): Promise<unknown> => call(server.url, token, 'POST', path, body);
  await post(
    `projects.create?${new URLSearchParams({ title: 'Waiting', parent_dir: join(folder, 'projects') }).toString()}`,
  );
  await post('workspaces.create/P1?title=One');
  const params = { blob_paths: join(folder, '*.mrc'), psize_A: 1.5, accel_kv: 300, cs_mm: 2.7 };
  await post('jobs.create/P1/W1?type=import_micrographs', params);
  await post('jobs.create/P1/W1?type=manual_picker_v2', { box_size_pix: 16 });
  await post('jobs.connect/P1/J2/micrographs?source_job_uid=J1&source_output_name=imported_micrographs');
  await post('jobs.enqueue/P1/J2');
  await post('jobs.enqueue/P1/J1');
  const look = async (): Promise<SeenJob> => (await call(server.url, token, 'GET', 'jobs.find_one/P1/J2')) as SeenJob;
  const becomes = async (status: string): Promise<SeenJob> => {
    await expect.poll(async () => (await look()).status, { timeout: 60_000, interval: 50 }).toBe(status);
    return look();
  };
  const ask = (action: string, body: unknown = {}): Promise<unknown> =>
    post(`jobs.interactive_post/P1/J2?endpoint=${action}&timeout=60`, body);

  await expect(ask('get_exposures')).rejects.toThrow(/409.*J2 is (queued|building|launched|running)/s);
  await becomes('waiting');
  const { exposures } = (await ask('get_exposures')) as Listed;
  const uid = exposures[0]?.uid ?? '';
  for (const [x_frac, y_frac] of [
    [0.5, 0.5],
    [0.25, 0.5],
    [0.9, 0.9],
  ] as const) {
    await ask('add_pick', { uid, x_frac, y_frac });
  }
  await ask('remove_pick', { uid, x_frac: 0.89, y_frac: 0.9 });
  await expect(ask('remove_pick', { uid, x_frac: 0.89, y_frac: 0.9 })).rejects.toThrow(/404/);
  await expect(ask('add_pick', { uid, x_frac: 1.2, y_frac: 0.5 })).rejects.toThrow(/422.*x_frac/s);
  await expect(ask('set_box_size', { box_size_pix: 128 })).rejects.toThrow(/409.*larger than the micrograph/s);
  const picked = {
    uid,
    picks: [
      { center_x_frac: 0.5, center_y_frac: 0.5 },
      { center_x_frac: 0.25, center_y_frac: 0.5 },
    ],
  };

  // The server is killed: its successor reaches the same worker.
  const { port } = new URL(server.url);
  const worker = (await look()).PID_main;
  await server.stop('SIGKILL');
  server = await startServer(data, port);
  expect(await ask('get_picks', { uid })).toEqual(picked);
  expect((await look()).PID_main).toBe(worker);

  // The worker is killed: its job fails, and takes up what was decided when it is cleared and queued again.
  process.kill(worker ?? 0, 'SIGKILL');
  await becomes('failed');
  await expect(ask('get_picks', { uid })).rejects.toThrow(/409.*J2 is failed/s);
  await post('jobs.clear/P1/J2');
  await post('jobs.enqueue/P1/J2');
  await becomes('waiting');
  expect(await ask('get_picks', { uid })).toEqual(picked);

  // Killed by a person.
  await post('jobs.kill/P1/J2');
  await expect(ask('get_picks', { uid })).rejects.toThrow(/409.*J2 is killed/s);
  await post('jobs.clear/P1/J2');
  await post('jobs.enqueue/P1/J2');
  await becomes('waiting');

  await ask('begin_extract');
  const done = await becomes('completed');
  expect(done.spec.outputs).toMatchObject({ particles: { num_items: 2 }, micrographs: { num_items: 2 } });
  // What waits holds no server up.
  const stopping = Date.now();
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(Date.now() - stopping).toBeLessThan(10_000);
}, 180_000);
