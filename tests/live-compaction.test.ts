import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, login, startServer, type ServerProcess } from './server-process.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-compaction-'));
const data = join(folder, 'data');
const watched = join(folder, 'watched');
const email = 'admin@lab.org';
const count = 3;

interface SeenExposure {
  readonly stage: string;
  readonly preview_img_1x: readonly string[];
  readonly attributes: Readonly<Record<string, number>>;
}
interface SeenSession {
  readonly status: string;
  readonly params: object;
  readonly compute_resources: object;
  readonly stats: Readonly<Record<string, number>>;
  readonly errors: readonly { readonly type: string }[];
  readonly data_management: Readonly<Record<string, { readonly status: string; readonly size: number }>>;
  readonly last_compacted_amount: number;
  readonly last_restored_amount: number;
  readonly compacted_exposures_count: number;
  readonly restoration_notification_id: string;
}
interface SeenNotice {
  readonly message: string;
  readonly progress_pct: number | null;
  readonly status: string;
}

let server: ServerProcess;
beforeAll(async () => {
  mkdirSync(join(folder, 'projects'));
  mkdirSync(watched);
  createAccount(data, email, 'admin');
  const size = ['--count', '1', '--size', '256', '--frames', '3', '--psize', '2', '--dose', '20'];
  const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
  await promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', join(folder, 'movies'), ...size]);
  server = await startServer(data);
}, 120_000);
afterAll(async () => {
  await server.stop('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const own = join(folder, 'projects/compaction/S1');

/** Hashes of all files in the session's folder, but for what the server writes of its records. */
function hashes(): Record<string, string> {
  const found = readdirSync(own, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile() && !/\.json$/.test(one.name));
  return Object.fromEntries(
    files
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [path.slice(own.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

it('removes what can be made again and makes it again as it was, through crashes and missing movies', async () => {
  const token = await login(server.url, email);
  const { port } = new URL(server.url);
  const post = async <Answer>(path: string, body?: unknown): Promise<Answer> =>
    (await call(server.url, token, 'POST', path, body)) as Answer;
  const get = async <Answer>(path: string): Promise<Answer> => (await call(server.url, token, 'GET', path)) as Answer;
  const find = (): Promise<SeenSession> => get('sessions.find_one/P1/S1');
  const list = (): Promise<SeenExposure[]> => get('exposures.find?project_uid=P1&session_uid=S1&limit=0');
  const untilStatus = (status: string): Promise<void> =>
    expect.poll(async () => (await find()).status, { timeout: 120_000, interval: 200 }).toBe(status);
  const query = new URLSearchParams({ title: 'Compaction', parent_dir: join(folder, 'projects') });
  await post(`projects.create?${query.toString()}`);
  const session = await post<SeenSession>('sessions.create/P1?title=Compaction');
  const compute = { ...session.compute_resources, phase_one_lane: 'default', phase_one_gpus: 1 };
  await post('sessions.update_compute_configuration/P1/S1', compute);
  await post('sessions.create_exposure_group/P1/S1');
  const group = { file_engine_watch_path_abs: watched, file_engine_interval: 1, file_engine_enable: true };
  await post('sessions.update_exposure_group/P1/S1/1', { ...group, gainref_path: join(folder, 'movies/gain.mrc') });
  await post('sessions.finalize_exposure_group/P1/S1/1');
  const optics = { psize_A: 2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 };
  const picks = { blob_diameter_min: 100, blob_diameter_max: 140, box_size_pix: 64 };
  await post('sessions.update_session_params/P1/S1', { ...session.params, ...optics, ...picks });
  await post('sessions.start/P1/S1');
  for (let i = 0; i < count; i++) linkSync(join(folder, 'movies/movie-0001.tiff'), join(watched, `${i}.tiff`));
  const stages = async (): Promise<string[]> => (await list()).map(({ stage }) => stage);
  const all = (stage: string): string[] => Array.from({ length: count }, () => stage);
  await expect.poll(stages, { timeout: 120_000, interval: 200 }).toEqual(all('ready'));
  await post('exposures.add_manual_pick/P1/S1/1?x_frac=0.5&y_frac=0.4');
  await post('sessions.start_extract_manual/P1/S1');
  await expect.poll(async () => (await list())[0]?.attributes['manual_extract_at'], { timeout: 60_000 }).not.toBe(0);
  await expect.poll(stages, { timeout: 60_000 }).toEqual(all('ready'));
  await expect(post('sessions.compact_session/P1/S1')).rejects.toThrow('409');
  await post('sessions.pause/P1/S1');
  await expect.poll(() => get('jobs.find?project_uid=P1&status=running'), { timeout: 60_000 }).toEqual([]);
  await post('sessions.mark_session_completed/P1/S1');
  await expect.poll(async () => (await find()).data_management['micrographs']?.size, { timeout: 30_000 }).not.toBe(0);
  const before = { files: hashes(), exposures: await list(), session: await find() };

  // What lies outside stays, though a link in the session's folder leads to it.
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'mine.mrc'), 'mine');
  symlinkSync(outside, join(own, 'motioncorrected/link'));
  symlinkSync(join(outside, 'mine.mrc'), join(own, 'motioncorrected/mine.mrc'));
  await post('sessions.compact_session/P1/S1');
  await server.stop('SIGKILL');
  server = await startServer(data, port);
  await untilStatus('compacted');
  const compacted = await find();
  expect(await stages()).toEqual(all('compacted'));
  expect((await list()).flatMap((one) => one.preview_img_1x)).toEqual([]);
  expect(readFileSync(join(outside, 'mine.mrc'), 'utf8')).toBe('mine');
  expect(existsSync(join(own, 'motioncorrected/mine.mrc'))).toBe(true);
  expect(readdirSync(watched)).toHaveLength(count);
  const left = hashes();
  expect(Object.keys(before.files).filter((path) => /^extract\/manual\/.*mrcs$/.test(path))).toHaveLength(1);
  const gone = Object.keys(before.files).filter((path) => left[path] === undefined);
  expect(gone.every((path) => /\.(mrcs?|png|svg)$/.test(path))).toBe(true);
  expect(gone.filter((path) => path.startsWith('pick/') || path.startsWith('import_movies/'))).toEqual([]);
  expect(Object.keys(left).filter((path) => /^(motioncorrected|extract).*mrcs?$|^thumbnails/.test(path))).toEqual([]);
  const amount = ['micrographs', 'particles', 'thumbnails'].reduce(
    (sum, name) => sum + (before.session.data_management[name]?.size ?? 0),
    0,
  );
  expect(amount).toBeGreaterThan(0);
  expect(compacted).toMatchObject({ last_compacted_amount: amount, compacted_exposures_count: count });
  const { micrographs, metadata, raw } = compacted.data_management;
  expect(micrographs).toMatchObject({ status: 'deleted', size: 0 });
  expect([metadata?.status, raw?.status, raw?.size]).toEqual([
    'active',
    'active',
    before.session.data_management['raw']?.size,
  ]);
  expect(compacted.stats).toMatchObject({ total_ready: count, total_queued: 0 });

  // A movie that is not there fails the restoration; when it is back, only what is left is done.
  renameSync(join(watched, '1.tiff'), join(folder, 'away.tiff'));
  await expect(post('sessions.start/P1/S1')).rejects.toThrow('409');
  await expect(post('sessions.restore_session/P1/S1', session.compute_resources)).rejects.toThrow('422');
  await post('sessions.restore_session/P1/S1', compute);
  await untilStatus('restoration_failed');
  const failed = await find();
  expect(failed.errors.map(({ type }) => type)).toEqual(['restoration_failed']);
  const notice = await get<SeenNotice>(`notifications.find_by_id/${failed.restoration_notification_id}`);
  expect(notice).toMatchObject({ status: 'danger' });
  expect(notice.message).toContain('1 exposures could not be restored. Exposure');
  expect((await stages()).filter((stage) => stage === 'ready')).toHaveLength(count - 1);
  renameSync(join(folder, 'away.tiff'), join(watched, '1.tiff'));
  await post('sessions.restore_session/P1/S1', compute);
  await server.stop('SIGKILL');
  server = await startServer(data, port);
  await untilStatus('completed');

  const restored = await find();
  rmSync(join(own, 'motioncorrected/mine.mrc'));
  expect(hashes()).toEqual(before.files);
  const measured = (exposures: readonly SeenExposure[]): unknown => exposures.map(({ attributes }) => attributes);
  expect(measured(await list())).toEqual(measured(before.exposures));
  expect(restored).toMatchObject({ last_restored_amount: amount, errors: [], compacted_exposures_count: 0 });
  const size = before.session.data_management['micrographs']?.size;
  expect(restored.data_management['micrographs']).toMatchObject({ status: 'active', size });
  expect(restored.stats['total_ready']).toBe(count);
  expect(await get<SeenNotice>(`notifications.find_by_id/${restored.restoration_notification_id}`)).toMatchObject({
    status: 'success',
    progress_pct: 100,
  });
}, 600_000);
