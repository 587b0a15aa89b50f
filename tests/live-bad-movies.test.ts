import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer, type ServerProcess } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-bad-movies-'));
const [data, watched, movies] = ['data', 'watched', 'movies'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const email = 'admin@lab.org';

interface SeenExposure {
  readonly uid: number;
  readonly abs_file_path: string;
  readonly stage: string;
  readonly failed: boolean;
  readonly fail_count: number;
  readonly fail_reason: string;
}
interface SeenSession {
  readonly status: string;
  readonly params: object;
  readonly compute_resources: object;
  readonly stats: Readonly<Record<string, number>>;
}

/** Root may read everything, unless it gives that up. */
const asOthers = [
  'setpriv',
  '--bounding-set=-dac_override,-dac_read_search',
  '--inh-caps=-dac_override,-dac_read_search',
];
const isRoot = process.getuid?.() === 0;
const canBeOthers = isRoot && spawnSync('setpriv', [...asOthers.slice(1), 'true']).status === 0;

let server: ServerProcess;
beforeAll(async () => {
  mkdirSync(join(folder, 'projects'));
  mkdirSync(watched);
  createAccount(data, email, 'admin');
  const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
  const simulate = async (to: string, ...size: string[]): Promise<void> => {
    const all = ['--count', '1', '--frames', '3', '--psize', '2', '--dose', '20', ...size];
    await promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', to, ...all]);
  };
  await simulate(movies, '--size', '256');
  await simulate(join(movies, 'mrc'), '--size', '256', '--format', 'mrc');
  await simulate(join(movies, 'other'), '--size', '320');
  server = await startServer(data, '0', canBeOthers ? asOthers : []);
}, 120_000);
afterAll(async () => {
  await server.stop('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

it('fails each movie that is bad alone, with its reason, and goes on; what is mended is taken again', async () => {
  const token = await login(server.url, email);
  const post = async <Answer>(path: string, body?: unknown): Promise<Answer> =>
    (await call(server.url, token, 'POST', path, body)) as Answer;
  const get = async <Answer>(path: string): Promise<Answer> => (await call(server.url, token, 'GET', path)) as Answer;
  const list = (): Promise<SeenExposure[]> => get('exposures.find?project_uid=P1&session_uid=S1&limit=0');
  const query = new URLSearchParams({ title: 'Bad', parent_dir: join(folder, 'projects') });
  await post(`projects.create?${query.toString()}`);
  const session = await post<SeenSession>('sessions.create/P1?title=Bad');
  await post('sessions.update_compute_configuration/P1/S1', {
    ...session.compute_resources,
    phase_one_lane: 'default',
  });
  await post('sessions.create_exposure_group/P1/S1');
  const group = { file_engine_watch_path_abs: watched, file_engine_interval: 1, file_engine_enable: true };
  await post('sessions.update_exposure_group/P1/S1/1', { ...group, gainref_path: join(movies, 'gain.mrc') });
  await post('sessions.finalize_exposure_group/P1/S1/1');
  const optics = { psize_A: 2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 };
  const picks = { blob_diameter_min: 100, blob_diameter_max: 140, box_size_pix: 64 };
  await post('sessions.update_session_params/P1/S1', { ...session.params, ...optics, ...picks });

  const at = (name: string): string => join(watched, name);
  const [tiff, mrc] = [readFileSync(join(movies, 'movie-0001.tiff')), readFileSync(join(movies, 'mrc/movie-0001.mrc'))];
  const part = (bytes: Buffer, share: number): Buffer => bytes.subarray(0, Math.floor(share * bytes.length));
  const corrupt = Buffer.from(tiff);
  corrupt.fill(0xff, Math.floor(0.3 * tiff.length), Math.floor(0.9 * tiff.length));
  /** What is written, and what is said of it. */
  const bad: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
    'cut.tiff': [part(tiff, 0.7), /cut\.tiff/],
    'cut.mrc': [part(mrc, 0.7), /cut\.mrc.*bytes/],
    'long.mrc': [Buffer.concat([mrc, mrc]), /long\.mrc.*bytes/],
    'head.mrc': [mrc.subarray(0, 100), /head\.mrc/],
    'corrupt.tiff': [corrupt, /corrupt\.tiff/],
    'text.tiff': [Buffer.from('this is no movie'), /text\.tiff/],
    'other.tiff': [readFileSync(join(movies, 'other/movie-0001.tiff')), /256 x 256.*other\.tiff.*320 x 320/],
    ...(canBeOthers || !isRoot ? { 'closed.tiff': [tiff, /closed\.tiff: permission denied/] as const } : {}),
  };
  for (const [name, [bytes]] of Object.entries(bad)) writeFileSync(at(name), bytes);
  if (bad['closed.tiff'] !== undefined) chmodSync(at('closed.tiff'), 0);
  await post('sessions.start/P1/S1');
  const failed = async (): Promise<SeenExposure[]> => (await list()).filter((one) => one.failed);
  await expect.poll(async () => (await list()).length, { timeout: 60_000 }).toBe(Object.keys(bad).length);
  // Comes among them, and is not held up by them.
  copyFileSync(join(movies, 'movie-0001.tiff'), at('good.tiff'));
  const ready = async (): Promise<string[]> =>
    (await list()).flatMap((one) => (one.stage === 'ready' ? [one.abs_file_path] : []));
  await expect.poll(ready, { timeout: 120_000, interval: 200 }).toEqual([at('good.tiff')]);
  await expect.poll(async () => (await failed()).length, { timeout: 120_000 }).toBe(Object.keys(bad).length);
  for (const { abs_file_path: path, fail_count, fail_reason, stage } of await failed()) {
    const [, reason] = bad[path.slice(watched.length + 1)] ?? [];
    expect(fail_reason).toMatch(reason ?? /^$/);
    expect([fail_count, ['found', 'check'].includes(stage)]).toEqual([3, true]);
  }
  const read = (): Promise<SeenSession> => get('sessions.find_one/P1/S1');
  const stats = { total_exposures: Object.keys(bad).length + 1, total_failed: Object.keys(bad).length, total_ready: 1 };
  await expect.poll(async () => (await read()).stats, { timeout: 20_000 }).toMatchObject(stats);
  expect((await read()).status).toBe('running');

  for (const name of ['cut.tiff', 'closed.tiff']) {
    rmSync(at(name), { force: true });
    copyFileSync(join(movies, 'movie-0001.tiff'), at(name));
  }
  await post('exposures.reset_failed_exposures/P1/S1');
  const mended =
    bad['closed.tiff'] === undefined ? ['cut.tiff', 'good.tiff'] : ['closed.tiff', 'cut.tiff', 'good.tiff'];
  await expect.poll(async () => (await ready()).sort(), { timeout: 120_000 }).toEqual(mended.map(at));
  await expect
    .poll(async () => (await failed()).length, { timeout: 120_000 })
    .toBe(Object.keys(bad).length + 1 - mended.length);
  await post('sessions.pause/P1/S1');
  await expect.poll(() => get('jobs.find?project_uid=P1&status=running'), { timeout: 30_000 }).toEqual([]);
}, 400_000);
