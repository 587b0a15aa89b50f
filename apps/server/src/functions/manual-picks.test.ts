import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStandardDataset, writeDataset } from '@vitreous/formats';
import type { Exposure, FunctionName, Job, Session } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJob } from '../jobs/find-job.js';
import { findClassJob, listParticles } from '../live/streaming-classes.js';
import { refreshStatistics } from '../live/statistics.js';
import { createHandWorkedSession, type HandWorkedSession } from '../live/testing/hand-worked-session.js';
import { createTestServer, type Answer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let session: HandWorkedSession;
beforeAll(async () => {
  server = createTestServer();
  session = await createHandWorkedSession(server);
  session.add(3);
  for (const uid of [1, 2]) {
    expect(session.take()).toBe(uid);
    for (const stage of ['check', 'motion', 'ctf', 'pick', 'extract'] as const) session.report(uid, stage);
    session.end(uid);
  }
});
afterAll(() => server.close());

const ask = (
  name: FunctionName,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> => server.call(session.token, name, [session.project.uid, session.sessionUid, ...path], query);
const pick = async (uid: number, x: number, y: number): Promise<number> =>
  (await ask('exposures.add_manual_pick', [`${uid}`], { x_frac: `${x}`, y_frac: `${y}` })).status;
const read = (uid: number): Exposure => session.exposures()[uid - 1] as Exposure;
const picksOf = async (uid: number, picker = 'manual'): Promise<unknown> =>
  (await ask('exposures.get_individual_picks', [`${uid}`, picker])).body;

it('adds picks, takes away the nearest within the distance, and refuses places outside', async () => {
  for (const [x, y] of [
    [0.2, 0.3],
    [0.21, 0.3],
    [0.8, 0.9],
  ] as const)
    expect(await pick(1, x, y)).toBe(200);
  expect(await pick(1, 0.8, 0.9)).toBe(200);
  expect(read(1)).toMatchObject({
    stage: 'ready',
    groups: {
      particle_manual: { count: 3, location: { center_x_frac: [0.2, 0.21, 0.8], center_y_frac: [0.3, 0.3, 0.9] } },
    },
    attributes: { total_manual_picks: 3, total_extracted_particles_manual: 0 },
  });
  expect(await picksOf(1)).toEqual([
    [0.2, 0.3, 0, 0],
    [0.21, 0.3, 0, 0],
    [0.8, 0.9, 0, 0],
  ]);
  const remove = async (query: Record<string, string>): Promise<number> =>
    (await ask('exposures.remove_manual_pick', ['1'], query)).status;
  expect(await remove({ x_frac: '0.5', y_frac: '0.5' })).toBe(404);
  expect(await remove({ x_frac: '0.206', y_frac: '0.3' })).toBe(200);
  expect(await picksOf(1)).toEqual([
    [0.2, 0.3, 0, 0],
    [0.8, 0.9, 0, 0],
  ]);
  expect(await remove({ x_frac: '0.83', y_frac: '0.9' })).toBe(404);
  expect(await remove({ x_frac: '0.83', y_frac: '0.9', dist_frac: '0.05' })).toBe(200);
  expect(await pick(1, 1.2, 0.5)).toBe(422);
  expect(await pick(9, 0.5, 0.5)).toBe(404);
});

it('answers the picks of a picker with their scores', async () => {
  expect(await picksOf(3, 'blob')).toEqual([]);
  const path = join(session.project.project_dir, read(1).groups.particle_blob.path);
  const columns = { 'location/center_x_frac': [0.25, 0.5], 'location/center_y_frac': [0.5, 0.75] };
  const stats = { 'pick_stats/ncc_score': [0.5, 0.25], 'pick_stats/power': [2, 3] };
  await writeDataset(path, createStandardDataset(2, { ...columns, ...stats }));
  expect(await picksOf(1, 'blob')).toEqual([
    [0.25, 0.5, 0.5, 2],
    [0.5, 0.75, 0.25, 3],
  ]);
  writeFileSync(path, 'broken');
  expect((await ask('exposures.get_individual_picks', ['1', 'blob'])).status).toBe(422);
});

it('extracts what is marked when that is asked for, beside what was found', async () => {
  expect(await pick(3, 0.5, 0.5)).toBe(200);
  expect((await ask('sessions.start_extract_manual')).status).toBe(200);
  // The second has no picks; the third has all else to do first.
  expect(session.exposures().map((one) => one.stage)).toEqual(['extract_manual', 'ready', 'found']);
  refreshStatistics(server.house, session.read());
  expect(session.read().stats).toMatchObject({ total_ready: 2, total_accepted: 2, total_queued: 1 });
  const readyAt = read(1).attributes.ready_at;
  expect(session.take()).toBe(1);
  for (const stage of ['pick_manual', 'extract_manual'] as const) expect(session.report(1, stage)).toBe(true);
  session.end(1);
  expect(read(1)).toMatchObject({
    stage: 'ready',
    groups: { particle_manual_extracted: { count: 2, picker_type: 'manual', path: 'S1/manual.cs' } },
    attributes: { total_extracted_particles: 3, total_extracted_particles_manual: 2, ready_at: readyAt },
  });
  expect(read(1).attributes.manual_extract_at).toBeGreaterThan(0);
  refreshStatistics(server.house, session.read());
  expect(session.read().stats).toMatchObject({
    total_manual_picks: 2,
    total_manual_picked_exposures: 2,
    average_manual_picks: 1,
    total_extracted_particles: 5,
    total_extracted_particles_manual: 2,
  });
  // Picks of an exposure that is done anew are extracted anew, without being asked for again.
  await ask('exposures.reset_exposure', ['1']);
  expect(read(1)).toMatchObject({ stage: 'found', groups: { particle_manual: { count: 1 } } });
});

it('tells what spans of score and power there are, until picks are made anew', async () => {
  const span = (): unknown => {
    const { blob_ncc_score: score, blob_power: power } = session.read().picking_thresholds;
    return [score.min, score.max, power.min, power.max];
  };
  expect(span()).toEqual([0.1, 0.5, -2, 1]);
  const place = [session.project.uid, session.sessionUid];
  const change = (params: object): Promise<Answer> =>
    server.call(session.token, 'sessions.update_session_params', place, {}, { ...session.read().params, ...params });
  await change({ thresh_score_min: 0.4 });
  expect(span()).toEqual([0.1, 0.5, -2, 1]);
  expect(session.read().picking_thresholds.blob_ncc_score.value).toBe(0.4);
  await change({ blob_lowpass_res: 25 });
  expect(span()).toEqual([null, null, null, null]);
});

it('makes templates of what people have marked', async () => {
  const query = { num_classes: '2', num_mics: '5' };
  const setUp = (picker_type: string): Promise<Answer> =>
    ask('sessions.setup_template_creation_class2D', [], { ...query, picker_type });
  expect((await setUp('template')).status).toBe(409);
  const other = await createHandWorkedSession(server);
  [session] = [other];
  session.add(2);
  for (const uid of [1, 2]) expect(await pick(uid, 0.5, 0.5)).toBe(200);
  await ask('sessions.start_extract_manual');
  for (const uid of [1, 2]) {
    session.take();
    const all = ['check', 'motion', 'ctf', 'pick', 'extract', 'pick_manual', 'extract_manual'] as const;
    for (const stage of all) session.report(uid, stage);
    session.end(uid);
  }
  server.house.store.lanes.save({ name: 'default', type: 'node', title: '', desc: null });
  const made = await setUp('manual');
  expect(made.status).toBe(200);
  const job = readJob(server.house, session.project.uid, (made.body as Job).uid) as Job;
  const wanted = listParticles(findClassJob(server.house, { project: session.project, job }), null);
  expect(wanted.exposures.map((one) => one.path)).toEqual(['S1/manual.cs', 'S1/manual.cs']);
  expect((session.read() satisfies Session).template_creation_job).toBe(job.uid);
});
