import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-live-crash-'));
const data = join(folder, 'data');
const watched = join(folder, 'watched');
const email = 'admin@lab.org';
/** VITREOUS_CRASH_EXPOSURES makes it as long as one wishes. */
const count = Number(process.env['VITREOUS_CRASH_EXPOSURES'] ?? 24);

interface SeenExposure {
  readonly uid: number;
  readonly abs_file_path: string;
  readonly stage: string;
  readonly failed: boolean;
  readonly attributes: { readonly total_blob_picks: number; readonly total_extracted_particles: number };
}
interface SeenSession {
  readonly session_uid: string;
  readonly params: object;
  readonly compute_resources: object;
  readonly stats: Readonly<Record<string, number>>;
}
interface SeenJob {
  readonly uid: string;
  readonly status: string;
  readonly PID_main: number | null;
}

beforeAll(async () => {
  mkdirSync(join(folder, 'projects'));
  mkdirSync(watched);
  createAccount(data, email, 'admin');
  const size = ['--count', '1', '--size', '256', '--frames', '3', '--psize', '2', '--dose', '20'];
  const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
  await promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', join(folder, 'movies'), ...size]);
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('processes every exposure once, whatever is killed', async () => {
  let server = await startServer(data);
  const token = await login(server.url, email);
  const port = new URL(server.url).port;
  const post = async <Answer>(path: string, body?: unknown): Promise<Answer> =>
    (await call(server.url, token, 'POST', path, body)) as Answer;
  const get = async <Answer>(path: string): Promise<Answer> => (await call(server.url, token, 'GET', path)) as Answer;
  const query = new URLSearchParams({ title: 'Crash', parent_dir: join(folder, 'projects') });
  await post(`projects.create?${query.toString()}`);
  const session = await post<SeenSession>('sessions.create/P1?title=Crash');
  const compute = { ...session.compute_resources, phase_one_lane: 'default', phase_one_gpus: 2 };
  await post('sessions.update_compute_configuration/P1/S1', compute);
  await post('sessions.create_exposure_group/P1/S1');
  const group = { file_engine_watch_path_abs: watched, file_engine_interval: 1, file_engine_enable: true };
  await post('sessions.update_exposure_group/P1/S1/1', { ...group, gainref_path: join(folder, 'movies/gain.mrc') });
  await post('sessions.finalize_exposure_group/P1/S1/1');
  const optics = { psize_A: 2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 };
  const picks = { blob_diameter_min: 100, blob_diameter_max: 140, box_size_pix: 64 };
  await post('sessions.update_session_params/P1/S1', { ...session.params, ...optics, ...picks });
  await post('sessions.start/P1/S1');

  const list = (): Promise<SeenExposure[]> => get('exposures.find?project_uid=P1&session_uid=S1&limit=0');
  const killWorker = async (): Promise<void> => {
    const jobs = await get<SeenJob[]>('jobs.find?project_uid=P1&status=running');
    const { PID_main: pid } = jobs[Math.floor(Math.random() * jobs.length)] ?? { PID_main: null };
    try {
      if (pid !== null) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  let written = 0;
  let kills = 0;
  const until = Date.now() + 240_000 + 4000 * count;
  const isDone = async (): Promise<boolean> => (await list()).filter(({ stage }) => stage === 'ready').length === count;
  const serverKills = new Set([Math.floor(count / 4), Math.floor(count / 2)]);
  const movie = join(folder, 'movies', 'movie-0001.tiff');
  while (!(await isDone()) && Date.now() < until) {
    if (written < count) linkSync(movie, join(watched, `${written++}.tiff`));
    await new Promise((resolve) => setTimeout(resolve, 700));
    // Now and then, so that work is done between.
    if (kills < count / 4 && Math.random() < 0.15) {
      kills++;
      await killWorker();
    }
    if (serverKills.delete(written)) {
      await server.stop('SIGKILL');
      server = await startServer(data, port);
    }
  }
  const exposures = await list();
  expect(exposures.filter(({ failed }) => failed)).toEqual([]);
  expect(exposures.map(({ stage }) => stage)).toEqual(Array.from({ length: count }, () => 'ready'));
  expect(exposures.map(({ uid }) => uid)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  expect(new Set(exposures.map((one) => one.abs_file_path)).size).toBe(count);
  const sum = (of: (one: SeenExposure) => number): number => exposures.reduce((total, one) => total + of(one), 0);
  await expect
    .poll(async () => (await get<SeenSession>('sessions.find_one/P1/S1')).stats, { timeout: 20_000 })
    .toMatchObject({
      total_exposures: count,
      total_ready: count,
      total_accepted: count,
      total_in_progress: 0,
      total_queued: 0,
      total_failed: 0,
      total_blob_picks: sum((one) => one.attributes.total_blob_picks),
      total_extracted_particles: sum((one) => one.attributes.total_extracted_particles),
    });
  // Each left its files once, and nothing half-written.
  const files = readdirSync(join(folder, 'projects/crash/S1/motioncorrected'));
  expect(files.filter((name) => name.endsWith('_patch_aligned_doseweighted.mrc'))).toHaveLength(count);
  await post('sessions.pause/P1/S1');
  await expect
    .poll(async () => get<SeenJob[]>('jobs.find?project_uid=P1&status=running'), { timeout: 30_000 })
    .toEqual([]);
  expect(await server.stop('SIGTERM')).toBe(0);
}, 600_000);

it('waits for a folder that is gone, and goes on when it is back', async () => {
  const server = await startServer(data);
  const token = await login(server.url, email);
  const post = async <Answer>(path: string, body?: unknown): Promise<Answer> =>
    (await call(server.url, token, 'POST', path, body)) as Answer;
  const read = async (): Promise<{ status: string; errors: { type: string }[]; stats: Record<string, number> }> =>
    (await call(server.url, token, 'GET', 'sessions.find_one/P1/S1')) as Awaited<ReturnType<typeof read>>;
  await post('sessions.start/P1/S1');
  const hidden = join(folder, 'hidden');
  renameSync(watched, hidden);
  await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe('paused');
  expect((await read()).errors).toMatchObject([{ type: 'folder_missing' }]);
  linkSync(join(folder, 'movies', 'movie-0001.tiff'), join(hidden, 'while it was away.tiff'));
  renameSync(hidden, watched);
  await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe('running');
  await expect.poll(async () => (await read()).stats['total_ready'], { timeout: 60_000 }).toBe(count + 1);
  expect((await read()).errors).toEqual([]);
  await post('sessions.pause/P1/S1');
  await expect
    .poll(async () => call(server.url, token, 'GET', 'jobs.find?project_uid=P1&status=running'), { timeout: 30_000 })
    .toEqual([]);
  await server.stop('SIGTERM');
}, 240_000);
