import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Project, Workspace } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { House } from '../house.js';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { findDue, measureProject } from './keep-sizes.js';

let server: TestServer;
let token = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('admin@lab.org', 'admin')).token;
});
afterAll(() => server.close());

const make = async (title: string): Promise<Project> =>
  (await server.call(token, 'projects.create', [], { title, parent_dir: server.projects })).body as Project;
const later = (hours: number): House => ({ ...server.house, now: () => new Date(Date.now() + hours * 3_600_000) });

it('measures each open project once a day, the oldest size first', async () => {
  const [first, second] = [await make('One'), await make('Two')];
  mkdirSync(join(first.project_dir, 'deep'));
  writeFileSync(join(first.project_dir, 'deep', 'movie'), Buffer.alloc(1_000_000));
  expect(findDue(later(23))).toBeNull();
  expect(findDue(later(25))?.uid).toBe(first.uid);
  await measureProject(later(25), first, new AbortController().signal);
  const { body } = await server.call(token, 'projects.find_one', [first.uid]);
  expect((body as Project).size).toBeGreaterThanOrEqual(1_000_000);
  // What is counted is counted anew with it, and says when.
  const { size_last_updated, project_stats } = body as Project;
  expect(Date.parse(project_stats.updated_at ?? '')).toBeGreaterThanOrEqual(Date.parse(size_last_updated));
  expect(findDue(later(25))?.uid).toBe(second.uid);
  await server.call(token, 'projects.detach', [second.uid]);
  expect(findDue(later(25))).toBeNull();
  expect(findDue(later(50))?.uid).toBe(first.uid);
});

it('leaves a size alone when the server stops meanwhile', async () => {
  const project = await make('Three');
  await expect(measureProject(server.house, project, AbortSignal.abort())).rejects.toThrow();
  const { body } = await server.call(token, 'projects.find_one', [project.uid]);
  expect((body as Project).size_last_updated).toBe(project.size_last_updated);
});

it('measures a job when asked', async () => {
  const { uid, project_dir: directory } = await make('Four');
  const workspace = (await server.call(token, 'workspaces.create', [uid], { title: 'One' })).body as Workspace;
  const created = await server.call(token, 'jobs.create', [uid, workspace.uid], { type: 'snowflake' });
  const job = created.body as Job;
  writeFileSync(join(directory, job.uid, 'result'), Buffer.alloc(300_000));
  const { body } = await server.call(token, 'jobs.recalculate_size', [uid, job.uid]);
  expect((body as Job).job_dir_size).toBeGreaterThanOrEqual(300_000);
});
