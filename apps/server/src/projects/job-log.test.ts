import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Client, type Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

const servers: TestServer[] = [];
let here: Client;
let there: Client;
let project: Project;
const png = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);

async function makeServer(): Promise<Client> {
  const server = createTestServer();
  servers.push(server);
  const { token } = await server.makeUser('owner@lab.org', 'user');
  return createClient({ baseUrl: await server.listen(), token: () => token });
}

beforeAll(async () => {
  here = await makeServer();
  there = await makeServer();
  project = await here('projects.create', { title: 'Logged', parent_dir: servers[0]?.projects ?? '' });
  const job = { project_uid: project.uid, job_uid: 'J1' };
  await here('workspaces.create', { project_uid: project.uid, title: 'One' });
  await here('jobs.create', { project_uid: project.uid, workspace_uid: 'W1', type: 'snowflake', params: {} });
  const file = await here('assets.upload', { ...job, filename: 'plot.png', stream: png });
  await here('jobs.add_event_log', { ...job, text: 'before', type: 'text' });
  await here('jobs.add_image_log', { ...job, text: 'a plot', images: [file] });
  await here('jobs.set_tile_image', { ...job, body: file });
});
afterAll(async () => {
  for (const server of servers) await server.close();
});

/** What a client sees of the job's log: texts, and the bytes of the picture that the log and the tile show. */
async function look(client: Client, project_uid: string): Promise<unknown> {
  const events = await client('jobs.get_event_logs', { project_uid, job_uid: 'J1' });
  const job = await client('jobs.find_one', { project_uid, job_uid: 'J1' });
  const shown = events.flatMap((event) => ('imgfiles' in event ? event.imgfiles.map(({ fileid }) => fileid) : []));
  const tiles = job.ui_tile_images.map(({ fileid }) => fileid);
  const picture = await new Response(await client('assets.download', { id: shown[0] ?? '' })).arrayBuffer();
  return {
    texts: events.map((event) => ('text' in event ? event.text : 'checkpoint')),
    same: Buffer.compare(Buffer.from(picture), png) === 0 && tiles.join() === shown.join(),
    listed: (await client('assets.find', { project_uid })).map(({ filename }) => filename),
  };
}
const whole = { texts: ['before', 'a plot'], same: true, listed: ['plot.png'] };

it('brings logs and pictures back on an instance that never saw them, and on the same one', async () => {
  const { uid: project_uid, project_dir } = project;
  await here('projects.detach', { project_uid });
  const copy = join(servers[1]?.projects ?? '', 'copy');
  cpSync(project_dir, copy, { recursive: true });
  const attached = await there('projects.attach', { path: copy });
  expect(await look(there, attached.uid)).toEqual(whole);
  const again = await here('projects.attach', { path: project_dir });
  expect(again.import_status).toBe('complete');
  expect(await look(here, again.uid)).toEqual(whole);
});

it('takes no log that names files elsewhere', async () => {
  const copy = join(servers[1]?.projects ?? '', 'hostile');
  cpSync(join(servers[1]?.projects ?? '', 'copy'), copy, { recursive: true });
  rmSync(join(copy, 'cs.lock'));
  const path = join(copy, 'J1', 'log.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"path":"assets/', '"path":"../../../assets/'));
  const attached = await there('projects.attach', { path: copy });
  expect(attached.import_status).toBe('failed');
  expect(await there('assets.find', { project_uid: attached.uid })).toEqual([]);
});

it('is written within seconds of a change', async () => {
  const [found] = await here('projects.find', { order: -1, limit: 1 });
  const project_uid = found?.uid ?? '';
  await here('jobs.add_event_log', { project_uid, job_uid: 'J1', text: 'after', type: 'warning' });
  const stored = (): string => readFileSync(join(project.project_dir, 'J1', 'log.json'), 'utf8');
  await expect.poll(stored, { timeout: 20_000 }).toContain('"text":"after"');
});
