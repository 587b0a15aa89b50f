import {
  ApiError,
  blueprint as blueprintModel,
  createClient,
  workflow as workflowModel,
  type Client,
  type Workflow,
} from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let mine: Client;
let theirs: Client;
const workspace = { project_uid: 'P1', workspace_uid: 'W1' };
beforeAll(async () => {
  server = createTestServer();
  const baseUrl = await server.listen();
  const clientOf = async (email: string): Promise<Client> => {
    const { token } = await server.makeUser(email, 'user');
    return createClient({ baseUrl, token: () => token });
  };
  mine = await clientOf('owner@lab.org');
  theirs = await clientOf('other@lab.org');
  await mine('projects.create', { title: 'Mine', parent_dir: server.projects });
  await mine('workspaces.create', { project_uid: 'P1', title: 'One' });
});
afterAll(() => server.close());

const statusOf = async (call: Promise<unknown>): Promise<number> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.status : expect.fail(`not refused: ${String(error)}`);
};

it('keeps parameters as a blueprint, and gives them to jobs of its type', async () => {
  const job = await mine('jobs.create', {
    ...workspace,
    type: 'blob_picker_gpu',
    title: 'Large',
    params: { diameter: 180 },
  });
  const body = await mine('blueprints.draft_blueprint_from_job', { project_uid: 'P1', job_uid: job.uid });
  expect(body).toMatchObject({ jobType: 'blob_picker_gpu', title: 'Large', parameters: { diameter: { value: 180 } } });
  expect(await mine('blueprints.find', {})).toEqual([]);
  const kept = await mine('blueprints.create', { body });
  const made = await mine('jobs.create_job_from_blueprint', { ...workspace, blueprint_id: kept._id });
  expect(made).toMatchObject({ title: 'Large', spec: { type: 'blob_picker_gpu', params: { diameter: 180 } } });

  const changed = { value: 200, flagged: true, notes: 'as on the grid' };
  await mine('blueprints.edit', {
    blueprint_id: kept._id,
    parameters: { diameter: changed },
    apply_title: false,
    pinned: true,
  });
  const other = await mine('jobs.create', { ...workspace, type: 'blob_picker_gpu', title: 'Own', params: {} });
  const applied = await mine('jobs.apply_blueprint', { project_uid: 'P1', job_uid: other.uid, blueprint_id: kept._id });
  expect(applied).toMatchObject({ title: 'Own', spec: { params: { diameter: 200 } } });
  expect((await theirs('blueprints.find', { pinned: true })).map(({ _id }) => _id)).toEqual([kept._id]);

  const wrong = await mine('jobs.create', { ...workspace, type: 'import_movies', params: {} });
  const blueprint_id = kept._id;
  expect(await statusOf(mine('jobs.apply_blueprint', { project_uid: 'P1', job_uid: wrong.uid, blueprint_id }))).toBe(
    409,
  );
  expect(await statusOf(mine('blueprints.edit', { blueprint_id, parameters: { nonsense: changed } }))).toBe(422);
  expect(await statusOf(theirs('blueprints.edit', { blueprint_id, title: 'Taken' }))).toBe(403);
  expect(await statusOf(theirs('blueprints.delete', { blueprint_id }))).toBe(403);
  const unknown = blueprintModel.parse({ jobType: 'nonsense', csVersion: 'v5' });
  expect(await statusOf(mine('blueprints.create', { body: unknown }))).toBe(422);
  await mine('blueprints.delete', { blueprint_id });
  expect(await statusOf(mine('blueprints.find_one', { blueprint_id }))).toBe(404);
  const draft = await mine('blueprints.get_draft', { job_type: 'blob_picker_gpu' });
  expect(Object.keys(draft.parameters)).toContain('diameter');
});

/** A workflow of two jobs upon a parent, as a program makes it of jobs that it has connected. */
async function draftWorkflow(): Promise<Workflow> {
  const create = (type: string): Promise<{ uid: string }> => mine('jobs.create', { ...workspace, type, params: {} });
  const source = await create('import_micrographs');
  const ctf = await create('patch_ctf_estimation_multi');
  const picker = await create('blob_picker_gpu');
  const connect = (
    job_uid: string,
    input_name: string,
    source_job_uid: string,
    source_output_name: string,
  ): Promise<unknown> =>
    mine('jobs.connect', { project_uid: 'P1', job_uid, input_name, source_job_uid, source_output_name });
  await connect(ctf.uid, 'exposures', source.uid, 'imported_micrographs');
  await connect(picker.uid, 'micrographs', ctf.uid, 'exposures');
  const jobs = await mine('jobs.find', { project_uid: ['P1'], uid: [ctf.uid, picker.uid] });
  return workflowModel.parse({
    title: 'Pick',
    csVersion: 'v5',
    parents: { [source.uid]: { jobType: 'import_micrographs' } },
    // The last first: order is found by the connections.
    jobs: Object.fromEntries(
      jobs.reverse().map(({ uid, spec }) => [uid, { jobType: spec.type, title: `Step ${uid}`, spec, groups: [] }]),
    ),
  });
}

it('makes a chain of jobs again, upon other parents', async () => {
  const draft = await draftWorkflow();
  const [picker, ctf] = Object.keys(draft.jobs);
  const { _id: workflow_id } = await mine('workflows.create', { body: draft });
  const body = { value: 150, locked: false, visible: true, flagged: true, notes: '' };
  const of = { workflow_id, workflow_juid: picker ?? '' };
  await mine('workflows.set_job_param', { ...of, param: 'diameter', body });
  const parent = await mine('jobs.create', { ...workspace, type: 'import_micrographs', params: {} });
  const made = await mine('workflows.apply', { workflow_id, ...workspace, parent_juids: [parent.uid] });
  expect(made.map(({ spec }) => spec.type)).toEqual(['patch_ctf_estimation_multi', 'blob_picker_gpu']);
  expect(made.map(({ parents }) => parents)).toEqual([[parent.uid], [made[0]?.uid]]);
  expect(made[1]).toMatchObject({
    title: `Step ${picker ?? ''}`,
    spec: { params: { diameter: 150 } },
    workflow: { id: workflow_id, jobId: picker, run: 1 },
  });
  expect(made[1]?.build_errors.map(({ loc }) => loc)).not.toContainEqual(['inputs', 'micrographs', 'connections']);
  await mine('workflows.apply', { workflow_id, ...workspace, parent_juids: [parent.uid] });
  expect((await mine('projects.find_one', { project_uid: 'P1' })).workflows.runs).toEqual({ [workflow_id]: 2 });

  const count = await mine('jobs.count', { project_uid: ['P1'] });
  const apply = (parent_juids: string[]): Promise<unknown> =>
    mine('workflows.apply', { workflow_id, ...workspace, parent_juids });
  expect(await statusOf(apply([]))).toBe(422);
  expect(await statusOf(apply([ctf ?? '']))).toBe(409);
  expect(await statusOf(apply(['J999']))).toBe(404);
  expect(await statusOf(theirs('workflows.apply', { workflow_id, ...workspace, parent_juids: [parent.uid] }))).toBe(
    404,
  );
  expect(await mine('jobs.count', { project_uid: ['P1'] })).toBe(count);
  expect(await statusOf(mine('workflows.set_job_param', { ...of, param: 'nonsense', body }))).toBe(422);
  expect(await statusOf(theirs('workflows.delete', { workflow_id }))).toBe(403);
  const edited = await mine('workflows.edit', { workflow_id, body: { ...draft, title: 'Pick well' } });
  expect(edited).toMatchObject({ _id: workflow_id, title: 'Pick well' });
  await mine('workflows.delete', { workflow_id });
  expect(await mine('workflows.find', {})).toEqual([]);
});

it('keeps no workflow that could not be made', async () => {
  const draft = await draftWorkflow();
  const [picker = '', ctf = ''] = Object.keys(draft.jobs);
  const changed = (change: (copy: Workflow) => void): Promise<unknown> => {
    const copy = structuredClone(draft);
    change(copy);
    return mine('workflows.create', { body: copy });
  };
  expect(await statusOf(changed((copy) => (copy.parents = {})))).toBe(422);
  expect(
    await statusOf(
      changed((copy) => {
        const [connection] = copy.jobs[ctf]?.spec.inputs['exposures']?.connections ?? [];
        if (connection !== undefined) connection.job_uid = picker;
      }),
    ),
  ).toBe(422);
  const job = draft.jobs[ctf];
  if (job === undefined) return;
  expect(await statusOf(changed((copy) => (copy.jobs[ctf] = { ...job, jobType: 'nonsense' })))).toBe(422);
  const jobs = Array.from({ length: 501 }, (_, place) => [`J${place}`, job]);
  expect(await statusOf(changed((copy) => (copy.jobs = Object.fromEntries(jobs) as Workflow['jobs'])))).toBe(422);
});

it('says what it is and what it has measured', async () => {
  const { token } = await server.makeUser('admin@lab.org', 'admin');
  expect(await mine('benchmarks.get_reference_benchmarks')).toEqual([]);
  const benchmark = { project_uid: 'P1', job_uid: 'J1', benchmark_type: 'cpu' };
  expect(await statusOf(mine('benchmarks.get_benchmark', benchmark))).toBe(404);
  expect(await statusOf(mine('verify_app_session', { body: { user_id: '', session_id: '', signature: '' } }))).toBe(
    401,
  );
  server.house.recentLines.add('{"msg":"first"}\n');
  server.house.recentLines.add('{"msg":"second"}\n');
  expect(await statusOf(mine('instance.get_service_log', { service: 'api' }))).toBe(403);
  const direct = async (path: string, query = {}): Promise<unknown> =>
    (await server.call(token, 'instance.get_service_log', [path], query)).body;
  expect(await direct('api', { max_lines: '1' })).toBe('{"msg":"second"}');
  expect(await direct('scheduler', { start: '2100-01-01T00:00:00Z' })).toBe('');
  expect(await direct('database')).toBe('');
  const { body } = await server.call(token, 'instance.get_runtime_diagnostics');
  expect(body).toMatchObject({ cryosparc_version: server.house.version, db_stats: { projects: 1 } });
});
