import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStandardDataset, findIds, findNumbers, findTexts, readDataset, writeDataset } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FunctionName, Job, Workspace } from '@vitreous/schema';
import { listExports, wishOfJob } from '../live/list-exports.js';
import { createHandWorkedSession, type HandWorkedSession } from '../live/testing/hand-worked-session.js';
import { createTestServer, type Answer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let session: HandWorkedSession;

const ask = (
  name: FunctionName,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> => server.call(session.token, name, [session.project.uid, session.sessionUid, ...path], query);

beforeAll(async () => {
  server = createTestServer();
  session = await createHandWorkedSession(server);
  session.add(5);
  for (let uid = 1; uid <= 4; uid++) {
    session.take();
    for (const stage of ['check', 'motion', 'ctf', 'pick', 'extract'] as const) session.report(uid, stage);
    session.end(uid);
  }
  const folder = join(session.project.project_dir, session.sessionUid);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'm.mrc'), 'micrograph');
  writeFileSync(join(folder, 'stack.mrcs'), 'particles');
  const stack = `${session.sessionUid}/stack.mrcs`;
  await writeDataset(
    join(folder, 'particles.cs'),
    createStandardDataset(2, {
      uid: BigUint64Array.of(1n, 2n),
      'blob/path': [stack, stack],
      'blob/idx': [0, 1],
      'blob/shape': [64, 64, 64, 64],
      'location/micrograph_uid': BigUint64Array.of(9n, 9n),
      'location/exp_group_id': [1, 1],
    }),
  );
  await ask('exposures.manual_reject_exposure', ['2']);
}, 60_000);
afterAll(() => server.close());

it('queues exports as jobs of the session, in the lane for them', async () => {
  const query = { picker_type: 'blob', num_mics: '2', uid_lte: '3' };
  const particles = (await ask('sessions.create_and_enqueue_export_particles', [], query)).body as Job;
  expect(particles).toMatchObject({
    status: 'queued',
    queued_to_lane: 'nowhere',
    workspace_uids: [session.read().uid],
    build_errors: [],
    spec: { type: 'export_live_particles', params: { picker_type: 'blob', num_mics: 2, uid_lte: 3, test_only: false } },
  });
  const exposures = (await ask('sessions.create_and_enqueue_export_exposures')).body as Job;
  expect(Object.keys(exposures.spec.outputs)).toEqual(['accepted_exposures', 'rejected_exposures']);
  const numbers = (accepted: boolean, job: Job): number[] =>
    listExports(server.house, { ...wishOfJob(job), accepted }, 0).map(({ exposure }) => exposure.uid);
  expect(numbers(true, particles)).toEqual([1, 3]);
  expect([numbers(true, exposures), numbers(false, exposures)]).toEqual([[1, 3, 4], [2]]);
});

it('writes a session as lists of results that another workspace imports', async () => {
  expect(await ask('sessions.export_session')).toEqual({ status: 200, body: null });
  const { project_dir: directory, uid: project } = session.project;
  const folder = join('exports', session.sessionUid);
  const rows = await readDataset(join(directory, folder, `${session.sessionUid}_exposures_exported.cs`));
  expect(rows.length).toBe(3);
  expect(rows.columns.has('movie_blob/path')).toBe(false);
  expect(findTexts(rows, 'micrograph_blob/path')?.[0]).toMatch(/^>S\d+\/m\.mrc$/);
  expect(findNumbers(rows, 'ctf/scale')?.[0]).toBe(1);
  const [group = 0] = session.exposures().map((one) => one.exp_group_id);
  const made = await server.call(session.token, 'workspaces.create', [project], { title: 'Elsewhere' });
  const workspace = (made.body as Workspace).uid;
  const path = join(directory, folder, `${session.sessionUid}_particles.csg`);
  const imported = await server.call(session.token, 'jobs.import_result_group', [project, workspace], { path });
  expect([imported.status, (imported.body as Job).status]).toEqual([200, 'completed']);
  const job = imported.body as Job;
  const particles = await readDataset(join(directory, job.job_dir, `${job.uid}_particles.cs`));
  expect(particles.length).toBe(6);
  expect(Array.from(findNumbers(particles, 'location/exp_group_id') ?? [])).toEqual(Array(6).fill(group));
  const micrographs = session.exposures().map((one) => BigInt(one.groups.exposure.uid));
  expect(findIds(particles, 'location/micrograph_uid')?.[0]).toBe(micrographs[0]);
});

it('has movies only when they are wanted, and refuses an empty session', async () => {
  expect((await ask('sessions.export_session', [], { export_movies: 'true' })).status).toBe(200);
  const folder = join(session.project.project_dir, 'exports', session.sessionUid);
  const rows = await readDataset(join(folder, `${session.sessionUid}_exposures_exported.cs`));
  expect(rows.columns.has('movie_blob/path')).toBe(true);
  const empty = await createHandWorkedSession(server);
  const refused = await server.call(empty.token, 'sessions.export_session', [empty.project.uid, empty.sessionUid]);
  expect(refused.status).toBe(409);
});

it('keeps the parameters of ab-initio and refinement, takes volumes of any job, and refuses what it cannot do', async () => {
  const place = [session.project.uid, session.sessionUid];
  const body = { abinit_symmetry: 'D7', abinit_K: 3, abinit_num_particles: 5000 };
  const set = await server.call(session.token, 'sessions.update_phase2_abinit_params', place, {}, body);
  expect(set.body).toMatchObject({ phase2_abinit_params_spec: body });
  const odd = { ...body, abinit_symmetry: 'Q2' };
  expect((await server.call(session.token, 'sessions.update_phase2_abinit_params', place, {}, odd)).status).toBe(422);
  // They begin with classes.
  for (const name of ['sessions.setup_phase2_abinit', 'sessions.setup_phase2_refine'] as const) {
    expect((await ask(name)).status).toBe(409);
  }
  expect((await ask('sessions.enqueue_phase2_abinit')).status).toBe(409);
  expect((await ask('sessions.stop_phase2_refine')).status).toBe(409);
  const create = async (type: string): Promise<string> => {
    const query = { type, title: type };
    const made = await server.call(session.token, 'jobs.create', [session.project.uid, session.read().uid], query, {});
    return (made.body as Job).uid;
  };
  const volumes = await create('import_volumes');
  expect((await ask('sessions.set_phase2_abinit_job', [], { job_uid: await create('import_movies') })).status).toBe(
    422,
  );
  const taken = await ask('sessions.set_phase2_abinit_job', [], { job_uid: volumes });
  expect(taken.body).toMatchObject({ phase2_abinit_job: volumes, phase2_abinit_ready: false });
  const [{ vol_gname: name } = { vol_gname: '' }] = session.read().phase2_abinit_info;
  expect((await ask('sessions.select_phase2_abinit_volume', [], { volume_name: name })).status).toBe(200);
  expect((await ask('sessions.select_phase2_abinit_volume', [], { volume_name: 'none' })).status).toBe(404);
  // It has no files to import yet.
  expect((await ask('sessions.enqueue_phase2_abinit')).status).toBe(409);
  expect((await ask('sessions.clear_phase2_abinit')).body).toMatchObject({
    phase2_abinit_job: null,
    phase2_abinit_info: [],
    phase2_abinit_params_spec: body,
  });
});
