import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createDataset, decodeDataset, encodeDataset, idColumn, textColumn } from '@vitreous/formats';
import { ApiError, createClient, type Client, type Job, type Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

const servers: TestServer[] = [];
let here: Client;
let there: Client;
let project: Project;
let other: Project;
let abroad: Project;

async function makeServer(): Promise<Client> {
  const server = createTestServer();
  servers.push(server);
  const { token } = await server.makeUser('owner@lab.org', 'user');
  return createClient({ baseUrl: await server.listen(), token: () => token });
}
async function makeProject(client: Client, place: number, title: string): Promise<Project> {
  const made = await client('projects.create', { title, parent_dir: servers[place]?.projects ?? '' });
  await client('workspaces.create', { project_uid: made.uid, title: 'One' });
  return made;
}

/** Two external jobs: J1 made stacks, J2 has particles of a stack of its own and of one of J1's. */
beforeAll(async () => {
  here = await makeServer();
  there = await makeServer();
  project = await makeProject(here, 0, 'From');
  other = await makeProject(here, 0, 'To');
  abroad = await makeProject(there, 1, 'Abroad');
  const project_uid = project.uid;
  for (const job_uid of ['J1', 'J2']) {
    await here('jobs.create', {
      project_uid,
      workspace_uid: 'W1',
      type: 'snowflake',
      title: `Made ${job_uid}`,
      params: {},
    });
    mkdirSync(join(project.project_dir, job_uid, 'stacks'));
    writeFileSync(join(project.project_dir, job_uid, 'stacks', 'a.mrcs'), `pixels of ${job_uid}`);
  }
  const job = { project_uid, job_uid: 'J2' };
  const body = {
    type: 'particle',
    title: 'Some particles',
    slots: ['blob', 'location'],
    description: '',
    passthrough: null,
  } as const;
  await here('jobs.add_external_output', {
    ...job,
    output_name: 'found',
    body: { ...body, slots: ['blob', 'location'] },
  });
  await here('jobs.mark_running', job);
  const columns = {
    uid: idColumn(new BigUint64Array([11n, 12n, 13n])),
    'blob/path': textColumn(['J2/stacks/a.mrcs', '>J1/stacks/a.mrcs', 'J2/stacks/gone.mrcs']),
    'location/micrograph_path': textColumn(['J1/mic.mrc', 'J1/mic.mrc', 'J1/mic.mrc']),
  };
  const bytes = await encodeDataset(createDataset(3, columns), { form: 'stream' });
  await here('jobs.save_output', { ...job, output_name: 'found', dataset: bytes });
  await here('jobs.add_event_log', { ...job, text: 'made', type: 'text' });
  await here('jobs.mark_completed', job);
  writeFileSync(join(project.project_dir, 'J2', 'notes.txt'), 'notes');
});
afterAll(async () => {
  for (const server of servers) await server.close();
});

/** What stands in the files that an output's rows name, by row. */
async function look(client: Client, { project_uid, uid }: Job): Promise<(string | null)[]> {
  const { project_dir } = await client('projects.find_one', { project_uid });
  const rows = await client('jobs.load_output', { project_uid, job_uid: uid, output_name: 'found' });
  const table = await decodeDataset(new Uint8Array(await new Response(rows).arrayBuffer()), 'rows');
  const paths = table.columns.get('blob/path');
  if (paths?.type !== 'text') return [];
  expect(paths.data.filter((path) => !path.startsWith(`${uid}/`))).toEqual([]);
  const read = (path: string): string | null =>
    existsSync(join(project_dir, path)) ? readFileSync(join(project_dir, path), 'utf8') : null;
  return paths.data.map(read);
}
const pixels = ['pixels of J2', 'pixels of J1', null];
const refusalOf = async (call: Promise<unknown>): Promise<[number, string]> => {
  const error: unknown = await call.catch((reason: unknown) => reason);
  return error instanceof ApiError ? [error.status, error.message] : expect.fail(`not refused: ${String(error)}`);
};

it('takes results with their files to another project, and to another instance', async () => {
  const job = { project_uid: project.uid, job_uid: 'J2' };
  await here('jobs.export_output_results', { ...job, output_name: 'found', result_names: ['blob'] });
  // Again: the old one is replaced.
  await here('jobs.export_output_results', { ...job, output_name: 'found', result_names: null });
  const { last_exported_location: location } = await here('jobs.find_one', job);
  const folder = join(project.project_dir, location ?? '');
  expect(readdirSync(join(folder, '..'))).toEqual([`${project.uid}_J2_found`]);
  const list = join(folder, `${project.uid}_J2_found.csg`);
  expect(readFileSync(list, 'utf8')).toContain('type: particle.blob');
  expect(readlinkSync(join(folder, 'J1/stacks/a.mrcs'))).toBe('../../../../../J1/stacks/a.mrcs');

  const made = await here('jobs.import_result_group', { project_uid: other.uid, workspace_uid: 'W1', path: list });
  expect(made).toMatchObject({ status: 'completed', import_status: 'complete', title: 'Imported Some particles' });
  expect(made.errors_run).toEqual([{ message: expect.stringContaining('files are missing') as string, warning: true }]);
  expect(made.spec.outputs['found']?.results.map(({ name, num_items }) => [name, num_items])).toEqual([
    ['blob', [3]],
    ['location', [3]],
  ]);
  expect(await look(here, made)).toEqual(pixels);

  const copy = join(servers[1]?.projects ?? '', 'copied');
  cpSync(folder, copy, { recursive: true, dereference: true });
  const path = join(copy, `${project.uid}_J2_found.csg`);
  const elsewhere = await there('jobs.import_result_group', { project_uid: abroad.uid, workspace_uid: 'W1', path });
  expect(await look(there, elsewhere)).toEqual(pixels);
});

it('takes a whole job to another project, and to another instance', async () => {
  const job = { project_uid: project.uid, job_uid: 'J2' };
  await here('jobs.export_job', job);
  const { last_exported_location: location } = await here('jobs.find_one', job);
  const folder = join(project.project_dir, location ?? '');
  const copy = join(servers[1]?.projects ?? '', 'copied-job');
  cpSync(folder, copy, { recursive: true, dereference: true });
  for (const [client, { uid: project_uid, project_dir }, path] of [
    [here, other, folder],
    [there, abroad, copy],
  ] as const) {
    expect(await client('jobs.import_job', { project_uid, workspace_uid: 'W1', path })).toBeNull();
    const [made] = await client('jobs.find', { project_uid: [project_uid], order: -1, limit: 1 });
    const job_uid = made?.uid ?? '';
    const read = (): Promise<Job> => client('jobs.find_one', { project_uid, job_uid });
    await expect.poll(async () => (await read()).import_status).toBe('complete');
    expect(await look(client, await read())).toEqual(pixels);
    expect(await read()).toMatchObject({ title: 'Made J2', status: 'completed', parents: [], project_uid });
    const events = await client('jobs.get_event_logs', { project_uid, job_uid });
    expect(events.map((event) => ('text' in event ? event.text : null))).toEqual(['made']);
    expect(readFileSync(join(project_dir, job_uid, 'notes.txt'), 'utf8')).toBe('notes');
    const told = await client('notifications.find', { job_uid: [job_uid] });
    expect(told.map(({ status }) => status)).toEqual(['success']);
  }
});

it('reads nothing from where a person may not look, by whatever way', async () => {
  const server = servers[1];
  if (server === undefined) return;
  const secret = join(server.projects, '..', 'data', 'secret');
  writeFileSync(secret, 'secret');
  const hostile = join(server.projects, 'hostile');
  const results = { blob: { metafile: '>t.cs', type: 'particle.blob' } };
  const write = async (change: Record<string, unknown>, path = '>in.mrc'): Promise<string> => {
    rmSync(hostile, { recursive: true, force: true });
    mkdirSync(hostile);
    const columns = { uid: idColumn(new BigUint64Array([1n])), 'blob/path': textColumn([path]) };
    writeFileSync(join(hostile, 't.cs'), await encodeDataset(createDataset(1, columns)));
    const group = { group: { name: 'found', type: 'particle' }, results, ...change };
    writeFileSync(join(hostile, 'g.csg'), JSON.stringify(group));
    return join(hostile, 'g.csg');
  };
  const attempt = (path: string): Promise<unknown> =>
    there('jobs.import_result_group', { project_uid: abroad.uid, workspace_uid: 'W1', path });
  expect((await refusalOf(attempt(secret)))[0]).toBe(403);
  const outside = { blob: { metafile: '>../../data/secret', type: 'particle.blob' } };
  expect((await refusalOf(attempt(await write({ results: outside }))))[0]).toBe(403);
  for (const path of [secret, '>../../data/secret', '/etc/passwd']) {
    expect((await refusalOf(attempt(await write({}, path))))[0], path).toBe(403);
  }
  const list = await write({});
  symlinkSync(secret, join(hostile, 'in.mrc'));
  expect((await refusalOf(attempt(list)))[0]).toBe(403);
  expect((await refusalOf(attempt(await write({ group: { name: '../x', type: 'particle' } }))))[1]).toContain(
    'group.name',
  );
  expect((await refusalOf(attempt(await write({ results: {} }))))[0]).toBe(422);
  expect((await refusalOf(attempt(join(hostile, 'none.csg'))))[0]).toBe(422);
  const jobs = await there('jobs.find', { project_uid: [abroad.uid], status: ['failed'] });
  expect(jobs.map(({ import_status }) => import_status)).toEqual(jobs.map(() => 'failed'));
  const inProject = join(abroad.project_dir, jobs[0]?.uid ?? '');
  expect(readdirSync(inProject).filter((name) => name === 'imported')).toEqual([]);
});

it('loads no rows from where a link in a project leads to what a person may not see', async () => {
  const server = servers[0];
  if (server === undefined) return;
  const job = { project_uid: project.uid, job_uid: 'J2', output_name: 'found' };
  const file = join(project.project_dir, 'J2', 'J2_found.cs');
  const child = { project_uid: project.uid, job_uid: 'J3' };
  await here('jobs.create', {
    project_uid: project.uid,
    workspace_uid: 'W1',
    type: 'class_2D_new',
    title: '',
    params: {},
  });
  await here('jobs.connect', {
    ...child,
    input_name: 'particles',
    source_job_uid: 'J2',
    source_output_name: 'found',
  });
  const load = async (): Promise<number> => {
    const rows = await here('jobs.load_output', job);
    return (await decodeDataset(new Uint8Array(await new Response(rows).arrayBuffer()), 'rows')).length;
  };
  const [seen, secret] = [join(server.projects, 'seen.cs'), join(server.projects, '..', 'data', 'secret.cs')];
  renameSync(file, seen);
  cpSync(seen, secret);
  symlinkSync(seen, file);
  expect(await load()).toBe(3);
  rmSync(file);
  symlinkSync(secret, file);
  expect((await refusalOf(load()))[0]).toBe(403);
  expect((await refusalOf(here('jobs.load_input', { ...child, input_name: 'particles' })))[0]).toBe(403);
  const wanted = { ...job, result_names: null };
  expect((await refusalOf(here('jobs.export_output_results', wanted)))[0]).toBe(403);
  rmSync(file);
  renameSync(seen, file);
});

it('points links elsewhere', async () => {
  const folder = join(project.project_dir, 'J1');
  symlinkSync('/old/place/movie.mrc', join(folder, 'link.mrc'));
  symlinkSync('stacks/a.mrcs', join(folder, 'near.mrcs'));
  const job = { project_uid: project.uid, job_uid: 'J1', prefix_cut: '/old/place' };
  expect(await here('jobs.update_directory_symlinks', { ...job, prefix_new: '/new' })).toBe(1);
  expect(readlinkSync(join(folder, 'link.mrc'))).toBe('/new/movie.mrc');
  expect(readlinkSync(join(folder, 'near.mrcs'))).toBe('stacks/a.mrcs');
  const back = { ...job, prefix_cut: '/new' };
  expect((await refusalOf(here('jobs.update_directory_symlinks', { ...back, prefix_new: '/etc' })))[0]).toBe(403);
  expect((await refusalOf(here('jobs.update_directory_symlinks', { ...back, prefix_new: 'x' })))[0]).toBe(422);
});
