import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionName, Job, Session } from '@vitreous/schema';
import type { TaskRecord } from '@vitreous/store';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readJob, saveJob } from '../jobs/find-job.js';
import { createJobSource } from '../queue/job-source.js';
import { findClassJob } from '../live/streaming-classes.js';
import { createHandWorkedSession, type HandWorkedSession } from '../live/testing/hand-worked-session.js';
import { createTestServer, type Answer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let session: HandWorkedSession;
beforeAll(() => {
  server = createTestServer();
  for (const name of ['nowhere', 'elsewhere'])
    server.house.store.lanes.save({ name, type: 'node', title: '', desc: null });
});
beforeEach(async () => {
  session = await createHandWorkedSession(server);
});
afterAll(() => server.close());

const ask = (
  name: FunctionName,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<Answer> => server.call(session.token, name, [session.project.uid, session.sessionUid, ...path], query, body);
const jobOf = (uid: string): Job => readJob(server.house, session.project.uid, uid) as Job;

it('ends streaming jobs when a session pauses, and forgets them when it is cleared', async () => {
  const { uid } = (await ask('sessions.setup_phase2_class2D')).body as Job;
  expect((await ask('sessions.enqueue_phase2_class2D')).status).toBe(200);
  session.add(2);
  session.take();
  session.leave();
  expect(((await ask('sessions.pause')).body as Session).status).toBe('paused');
  expect(jobOf(uid).status).toBe('killed');
  expect(session.read().phase2_class2D_job).toBe(uid);
  // It goes on while the session is paused, if somebody wants it to.
  expect((await ask('sessions.enqueue_phase2_class2D')).status).toBe(200);
  expect(findClassJob(server.house, { project: session.project, job: jobOf(uid) }).role).toBe('streaming');
  await expect.poll(async () => (await ask('sessions.clear_session')).status, { timeout: 20_000 }).toBe(200);
  expect(session.exposures()).toEqual([]);
  expect(session.read()).toMatchObject({
    phase2_class2D_job: null,
    phase2_class2D_info: [],
    phase2_class2D_params_spec_used: null,
    template_creation_job: null,
    phase_one_workers: {},
    elapsed_time: 0,
  });
  expect([jobOf(uid).status, jobOf(uid).deleted]).toEqual(['killed', false]);
  expect(() => findClassJob(server.house, { project: session.project, job: jobOf(uid) })).toThrow(/no longer wants/);
});

it('lets streaming jobs begin again whose worker is lost, three times, and no other job', async () => {
  const { uid } = (await ask('sessions.setup_phase2_class2D')).body as Job;
  await ask('sessions.enqueue_phase2_class2D');
  const { project_uid } = jobOf(uid);
  const lose = (own: string): Job => {
    saveJob(server.house, { ...jobOf(own), status: 'running' });
    createJobSource(server.house).lost({ project_uid, uid: own } as TaskRecord, 'Its process is gone.');
    return jobOf(own);
  };
  const again = { status: 'queued', queue_message: 'Begins again: Its process is gone.' };
  expect([1, 2, 3].map(() => lose(uid))).toMatchObject([again, again, again]);
  const warnings = Array.from({ length: 3 }, () => ({ message: 'Its process is gone.', warning: true }));
  expect(jobOf(uid).errors_run).toEqual(warnings);
  expect(lose(uid)).toMatchObject({
    status: 'failed',
    errors_run: [...warnings, { message: 'Its process is gone.', warning: false }],
  });
  const [worker = ''] = Object.keys(session.read().phase_one_workers);
  expect(lose(worker).status).toBe('failed');
});

it('moves its workers to another lane while it runs', async () => {
  const lanes = (): unknown => Object.keys(session.read().phase_one_workers).map((uid) => jobOf(uid).queued_to_lane);
  expect(lanes()).toEqual(['nowhere']);
  const [first = ''] = Object.keys(session.read().phase_one_workers);
  const compute = { ...session.read().compute_resources, phase_one_lane: 'elsewhere' };
  // The one that works ends after the exposure in hand; another begins where it is wanted.
  session.add(1);
  session.take();
  expect((await ask('sessions.update_compute_configuration', [], {}, compute)).status).toBe(200);
  await expect.poll(lanes, { timeout: 20_000 }).toEqual(['nowhere', 'elsewhere']);
  expect(session.read().phase_one_workers_soft_kill).toEqual([first]);
  expect(session.take()).toBeNull();
  session.leave();
  const more = { ...compute, phase_one_gpus: 2 };
  await ask('sessions.update_compute_configuration', [], {}, more);
  await expect.poll(lanes, { timeout: 20_000 }).toEqual(['elsewhere', 'elsewhere']);
});

it('takes movies that are announced into a group that is not searched', async () => {
  const origin = new URL(await server.listen()).origin;
  const post = async (path: string, body: object): Promise<{ status: number; body: unknown }> => {
    const key = { project_uid: session.project.uid, session_uid: session.sessionUid };
    const response = await fetch(`${origin}/api/live/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...key, ...body }),
    });
    return { status: response.status, body: await response.json() };
  };
  const strategy = { file_engine_strategy: 'eclathena' };
  const [first] = session.read().exposure_groups;
  expect((await post('strategy', { ...strategy, exp_group_id: first?.exp_group_id })).status).toBe(409);
  const { exp_group_id } = (await ask('sessions.create_exposure_group')).body as { exp_group_id: number };
  const set = await post('strategy', { ...strategy, exp_group_id });
  expect(set).toMatchObject({ status: 200, body: { exp_group_id, ...strategy } });
  const folder = first?.file_engine_watch_path_abs ?? '';
  const group = { file_engine_watch_path_abs: folder, file_engine_enable: true, file_engine_interval: 1 };
  await ask('sessions.update_exposure_group', [`${exp_group_id}`], {}, group);
  await ask('sessions.finalize_exposure_group', [`${exp_group_id}`]);
  for (const name of ['told.mrc', 'untold.mrc']) writeFileSync(join(folder, name), 'a movie');
  const told = { exp_group_id, paths: [join(folder, 'told.mrc')] };
  expect(await post('announce', told)).toEqual({ status: 200, body: { added: 1 } });
  // A look has been taken by now, if any is taken.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(session.exposures().map((one) => one.abs_file_path)).toEqual([join(folder, 'told.mrc')]);
});
