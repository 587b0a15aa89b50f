import {
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
import type { Job, Project, Workspace } from '@vitreous/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let token = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('admin@lab.org', 'admin')).token;
});
afterAll(() => server.close());

const call: TestServer['call'] = (...input) => server.call(...input);
async function makeProject(title: string): Promise<Project> {
  const { status, body } = await call(token, 'projects.create', [], { title, parent_dir: server.projects });
  expect(status).toBe(200);
  return body as Project;
}
const detailOf = (body: unknown): unknown => (body as { detail: unknown }).detail;

it('names directories after titles, and never the same twice', async () => {
  const slug = async (title: string): Promise<unknown> =>
    (await call(token, 'projects.get_title_slug', [], { title })).body;
  expect(await slug('  Hello, Wörld! β-gal ')).toBe('hello-world-gal');
  expect(await slug('../../etc/passwd')).toBe('etc-passwd');
  expect(await slug('β')).toBe('project');
  const [first, second] = [await makeProject('Same'), await makeProject('Same')];
  expect(first.project_dir).toBe(join(server.projects, 'same'));
  expect(second.project_dir).toBe(join(server.projects, 'same-2'));
});

it('lists by cursor, both ways, and counts by the same filters', async () => {
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push((await makeProject(`List ${i}`)).uid);
  const list = async (order: string): Promise<string[]> => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page = { uid: made, order, limit: '2', ...(after === null ? {} : { after }) };
      const found = (await call(token, 'projects.find', [], page)).body as Project[];
      seen.push(...found.map(({ uid }) => uid));
      if (found.length < 2) return seen;
      after = found.at(-1)?._id ?? null;
    }
  };
  expect(await list('1')).toEqual(made);
  expect(await list('-1')).toEqual([...made].reverse());
  expect((await call(token, 'projects.count', [], { uid: made })).body).toBe(5);
  const past = ['2000-01-01T00:00:00+00:00', '2001-01-01 00:00:00'];
  expect((await call(token, 'projects.count', [], { created_at: past })).body).toBe(0);
});

it('writes every change into the project directory', async () => {
  const { uid, project_dir: directory } = await makeProject('Mirror');
  await call(token, 'workspaces.create', [uid], { title: 'One' });
  await call(token, 'workspaces.set_title', [uid, 'W1'], { title: 'Two' });
  await call(token, 'projects.set_description', [uid], {}, 'What it is');
  await server.house.flushMirror();
  const read = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  expect(read('project.json')).toMatchObject({ uid, description: 'What it is', project_stats: { workspace_count: 1 } });
  expect(read('workspaces.json')).toMatchObject([{ uid: 'W1', title: 'Two' }]);
});

it('comes back from its directory alone, on another instance', async () => {
  const { uid, project_dir: directory } = await makeProject('Travels');
  for (const title of ['One', 'Two']) await call(token, 'workspaces.create', [uid], { title });
  await server.house.flushMirror();
  const other = createTestServer();
  try {
    const admin = (await other.makeUser('admin@lab.org', 'admin')).token;
    const attach = async (): Promise<{ status: number; body: unknown }> =>
      other.call(admin, 'projects.attach', [], { path: directory });
    expect(await attach()).toMatchObject({ status: 409 });
    expect((await call(token, 'projects.detach', [uid])).status).toBe(200);
    expect((await call(token, 'projects.set_title', [uid], { title: 'No' })).status).toBe(409);
    expect(await attach()).toMatchObject({
      status: 200,
      body: { uid: 'P1', title: 'Travels', import_status: 'complete' },
    });
    const found = (await other.call(admin, 'workspaces.find', [], { project_uid: 'P1' })).body as Workspace[];
    expect(found.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect((await other.call(admin, 'workspaces.create', ['P1'], { title: 'Three' })).body).toMatchObject({
      uid: 'W3',
    });
    expect(await attach()).toMatchObject({ status: 409 });
  } finally {
    await other.close();
  }
});

it('attaches a damaged directory with its failures told', async () => {
  const { uid, project_dir: directory } = await makeProject('Damaged');
  await call(token, 'projects.detach', [uid]);
  mkdirSync(join(directory, 'J1'));
  writeFileSync(join(directory, 'J1', 'job.json'), '{"uid": 3}');
  const { body } = await call(token, 'projects.attach', [], { path: directory });
  expect(body).toMatchObject({ title: 'Damaged', import_status: 'failed' });
  const accepted = await call(token, 'projects.accept_failed_attach', [(body as Project).uid]);
  expect(accepted.body).toMatchObject({ import_status: 'complete' });
  writeFileSync(join(directory, 'project.json'), '{');
});

it('leaves out jobs that a directory from outside places elsewhere', async () => {
  const { uid, project_dir: directory } = await makeProject('Hostile');
  const { uid: workspace } = (await call(token, 'workspaces.create', [uid], { title: 'One' })).body as Workspace;
  for (let made = 0; made < 4; made++) {
    await call(token, 'jobs.create', [uid, workspace], { type: 'import_movies' }, {});
  }
  await server.house.flushMirror();
  await call(token, 'projects.detach', [uid]);
  const spoil = (name: string, change: (record: Job) => void): void => {
    const path = join(directory, name, 'job.json');
    const record = JSON.parse(readFileSync(path, 'utf8')) as Job;
    change(record);
    writeFileSync(path, JSON.stringify(record));
  };
  spoil('J1', (record) => (record.job_dir = '../..'));
  spoil('J2', (record) => (record.uid = 'J1'));
  spoil('J3', (record) => {
    const [output] = Object.values(record.spec.outputs);
    output?.results.push({
      name: 'movie_blob',
      dtype: 'movie_blob',
      versions: [0],
      metafiles: ['J3/../../secret.cs'],
      num_items: [1],
      passthrough: false,
    });
  });
  renameSync(join(directory, 'J4'), join(server.projects, 'elsewhere'));
  symlinkSync(join(server.projects, 'elsewhere'), join(directory, 'J4'));
  const { body } = await call(token, 'projects.attach', [], { path: directory });
  expect(body).toMatchObject({ import_status: 'failed', project_stats: { job_count: 0, workspace_count: 1 } });
});

it('archives, moves, and deletes', async () => {
  const { uid, project_dir: directory } = await makeProject('Life');
  expect((await call(token, 'projects.move', [uid], { path: 'moved' })).body).toMatchObject({
    project_dir: join(server.projects, 'moved'),
  });
  expect(readdirSync(server.projects)).not.toContain('life');
  await call(token, 'projects.archive', [uid]);
  await expect.poll(async () => (await call(token, 'projects.find_one', [uid])).body).toMatchObject({ archived: true });
  const refused = await call(token, 'workspaces.create', [uid], { title: 'No' });
  expect(refused).toMatchObject({ status: 409, body: { detail: `${uid} is archived: unarchive it first.` } });
  const wrong = await call(token, 'projects.unarchive', [uid], { path: server.projects });
  expect(wrong.status).toBe(422);
  const back = await call(token, 'projects.unarchive', [uid], { path: join(server.projects, 'moved') });
  expect(back.body).toMatchObject({ archived: false });
  expect((await call(token, 'projects.preview_delete', [uid])).body).toEqual({ jobs: [], workspaces: [] });
  await call(token, 'projects.delete', [uid]);
  await expect.poll(async () => (await call(token, 'projects.find_one', [uid])).status).toBe(404);
  expect(readdirSync(server.projects)).not.toContain('moved');
  expect(directory).toBe(join(server.projects, 'life'));
});

describe('bad input', () => {
  it.each([
    [{ title: ' ' }, ['query', 'title']],
    [{ title: 'x'.repeat(501) }, ['query', 'title']],
    [{ parent_dir: 'relative' }, ['query', 'parent_dir']],
    [{ parent_dir: '/no/such/folder' }, ['query', 'parent_dir']],
    [{ parent_dir: '/tmp/a\0b' }, ['query', 'parent_dir']],
    [{ unknown: '1' }, ['query']],
  ])('%j is refused with its place', async (changes, loc) => {
    const query = { title: 'Good', parent_dir: server.projects, ...changes };
    const { status, body } = await call(token, 'projects.create', [], query);
    expect(status).toBe(422);
    expect(detailOf(body)).toMatchObject([{ loc }]);
  });

  it('names what is missing', async () => {
    const { status, body } = await call(token, 'projects.create', [], { title: 'Good' });
    expect({ status, detail: detailOf(body) }).toMatchObject({
      status: 422,
      detail: [{ type: 'missing', loc: ['query', 'parent_dir'], msg: 'Field required' }],
    });
  });

  it('folders of the system and of the server are closed', async () => {
    const link = join(mkdtempSync(join(tmpdir(), 'vitreous-link-')), 'link');
    symlinkSync('/etc', link);
    for (const parent_dir of ['/etc', link, server.house.dataDir]) {
      expect((await call(token, 'projects.create', [], { title: 'Good', parent_dir })).status).toBe(403);
    }
    rmSync(join(link, '..'), { recursive: true });
  });

  it('prefixes bound what a person may use', async () => {
    const { user, token: theirs } = await server.makeUser('bounded@lab.org', 'user');
    const allowed = join(server.projects, 'allowed');
    mkdirSync(allowed);
    await call(token, 'users.set_file_browser_settings', [user._id], {}, { allowed_prefixes: [allowed] });
    const create = async (parent_dir: string): Promise<number> =>
      (await call(theirs, 'projects.create', [], { title: 'Good', parent_dir })).status;
    expect([await create(server.projects), await create(`${allowed}/..`), await create(allowed)]).toEqual([
      403, 403, 200,
    ]);
    const browse = await call(theirs, 'instance.browse_files', [], { abs_path_glob: `${server.projects}/*` });
    expect(browse.status).toBe(403);
  });
});

describe('files', () => {
  it('are listed, made, copied and linked inside the project only', async () => {
    const { uid, project_dir: directory } = await makeProject('Files');
    const at = async (name: 'mkdir' | 'cp' | 'symlink', query: Record<string, string>): Promise<number> =>
      (await call(token, `projects.${name}`, [uid], query)).status;
    expect(await at('mkdir', { path: 'a/b/c' })).toBe(422);
    expect(await at('mkdir', { path: 'a/b/c', parents: 'true' })).toBe(200);
    expect(await at('mkdir', { path: 'a' })).toBe(409);
    expect(await at('mkdir', { path: 'a', exist_ok: 'true' })).toBe(200);
    writeFileSync(join(directory, 'a', 'x.txt'), 'x');
    expect(await at('cp', { source: 'a/x.txt', path: 'a/b/y.txt' })).toBe(200);
    expect(await at('symlink', { source: 'a/b', path: 'link' })).toBe(200);
    const ls = async (query: Record<string, string>): Promise<unknown> =>
      (await call(token, 'projects.ls', [uid], query)).body;
    expect(await ls({ path: 'a' })).toEqual(['a/b', 'a/x.txt']);
    expect(await ls({ path: 'a', recursive: 'true' })).toEqual(['a/b', 'a/b/c', 'a/b/y.txt', 'a/x.txt']);
    expect((await call(token, 'projects.get_symlinks', [uid])).body).toMatchObject([{ path: 'link', exists: true }]);
    for (const path of ['../out', '/tmp/out', 'a/../../out', '', 'cs.lock', 'project.json']) {
      expect(await at('cp', { source: 'a/x.txt', path: path === '' ? '.' : path }), path).toBeGreaterThanOrEqual(403);
    }
    symlinkSync('/etc', join(directory, 'escape'));
    expect((await call(token, 'projects.download_file', [uid], { path: 'escape/passwd' })).status).toBe(403);
    expect((await call(token, 'projects.ls', [uid], { path: 'escape' })).status).toBe(403);
    expect(await at('mkdir', { path: 'escape/new' })).toBe(403);
  });
});
