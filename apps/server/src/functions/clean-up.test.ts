import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDataset, idColumn, textColumn, writeDataset } from '@vitreous/formats';
import type { Job, Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
let token = '';
let project: Project;
let directory = '';
beforeAll(async () => {
  server = createTestServer();
  token = (await server.makeUser('owner@lab.org', 'user')).token;
});
afterAll(() => server.close());

const call = async (name: Parameters<TestServer['call']>[1], path: string[], query = {}, body?: unknown) =>
  server.call(token, name, path, query, body);
const statuses = (): Record<string, string> =>
  Object.fromEntries(
    server.house.store.jobs
      .find([{ sql: 'project_uid = ? AND deleted = 0', values: [project.uid] }])
      .map(({ uid, status }) => [uid, status]),
  );

/** A project with external jobs J1 → J2 → J3 and J1 → J4, all completed, and J5 that failed. */
async function makeProject(): Promise<void> {
  project = (await call('projects.create', [], { title: 'Full', parent_dir: server.projects })).body as Project;
  directory = project.project_dir;
  await call('workspaces.create', [project.uid], { title: 'One' });
  await call('workspaces.create', [project.uid], { title: 'Two' });
  const output = { type: 'particle', title: 'Particles', slots: ['blob'] };
  const parents = { J1: null, J2: 'J1', J3: 'J2', J4: 'J1', J5: null };
  for (const [uid, parent] of Object.entries(parents)) {
    await call('jobs.create', [project.uid, 'W1'], { type: 'snowflake' }, {});
    await call('jobs.add_external_output', [project.uid, uid, 'out'], {}, output);
    if (parent === null) continue;
    await call('jobs.add_external_input', [project.uid, uid, 'in'], {}, output);
    const query = { source_job_uid: parent, source_output_name: 'out' };
    expect((await call('jobs.connect', [project.uid, uid, 'in'], query)).status).toBe(200);
  }
  for (const uid of Object.keys(parents)) {
    await call('jobs.mark_running', [project.uid, uid]);
    await call(uid === 'J5' ? 'jobs.mark_failed' : 'jobs.mark_completed', [project.uid, uid]);
    writeFileSync(join(directory, uid, 'result'), 'x'.repeat(1000));
  }
}

/** Waits for the clean-up that was started; returns what was told last. */
async function cleaned(): Promise<string> {
  const inProgress = async (): Promise<boolean> =>
    ((await call('projects.find_one', [project.uid])).body as Project).is_cleanup_in_progress;
  await expect.poll(inProgress, { timeout: 10_000 }).toBe(false);
  const told = server.house.store.notifications.find([], { order: -1, limit: 1 });
  return told[0]?.message ?? '';
}

it('deletes and clears what is asked for, never final results and what they are built upon', async () => {
  await makeProject();
  await call('jobs.set_final_result', [project.uid, 'J2'], { is_final_result: 'true' });
  await call('jobs.link_to_workspace', [project.uid, 'J5', 'W2']);
  expect(
    (await call('projects.cleanup_data', [project.uid], { clear_statuses: ['failed', 'completed'] })).body,
  ).toBeNull();
  expect((await call('projects.cleanup_data', [project.uid])).status).toBe(409);
  expect(await cleaned()).toBe(`${project.uid}: 0 jobs were deleted and 3 cleared.`);
  expect(statuses()).toEqual({ J1: 'completed', J2: 'completed', J3: 'building', J4: 'building', J5: 'building' });
  expect(['J2', 'J3'].map((uid) => existsSync(join(directory, uid, 'result')))).toEqual([true, false]);
  // A job that is in another workspace too is not deleted with this one's.
  await call('projects.cleanup_data', [project.uid], { delete_non_final: 'true', workspace_uid: 'W1' });
  expect(await cleaned()).toBe(`${project.uid}: 2 jobs were deleted and 0 cleared.`);
  expect(Object.keys(statuses())).toEqual(['J1', 'J2', 'J5']);
  expect(existsSync(join(directory, 'J3'))).toBe(false);
  expect((await call('projects.cleanup_data', [project.uid], { workspace_uid: 'W9' })).status).toBe(404);
});

it('keeps jobs that others which stay are built upon', async () => {
  await makeProject();
  await call('jobs.mark_running', [project.uid, 'J5']);
  for (const status of ['completed', 'killed']) {
    const { body } = await call('projects.cleanup_data', [project.uid], { delete_statuses: status });
    expect(body).toBeNull();
    await cleaned();
    expect(Object.keys(statuses())).toEqual(['J5']);
  }
  await makeProject();
  await call('jobs.clear', [project.uid, 'J3']);
  await call('projects.cleanup_data', [project.uid], { delete_statuses: 'completed' });
  await cleaned();
  expect(Object.keys(statuses())).toEqual(['J1', 'J2', 'J3', 'J5']);
});

it('clears what earlier versions of a result alone need', async () => {
  await makeProject();
  const folder = join(directory, 'J1');
  mkdirSync(join(folder, 'maps'));
  for (const name of ['shared', 'map0', 'map1', 'map2']) writeFileSync(join(folder, 'maps', name), name.repeat(100));
  writeFileSync(join(directory, 'outside'), 'keep');
  for (const version of [0, 1, 2]) {
    const paths = ['J1/maps/shared', `J1/maps/map${version}`, 'outside'];
    const columns = { uid: idColumn(new BigUint64Array([1n, 2n, 3n])), 'blob/path': textColumn(paths) };
    await writeDataset(join(folder, `J1_${version}.cs`), createDataset(3, columns));
  }
  const setVersions = (): void => {
    const [job] = server.house.store.jobs.find([{ sql: 'project_uid = ? AND uid = ?', values: [project.uid, 'J1'] }]);
    const result = job?.spec.outputs['out']?.results[0];
    if (job === undefined || result === undefined) throw new Error('no result');
    Object.assign(result, { versions: [0, 1, 2], num_items: [3, 3, 3] });
    result.metafiles = [0, 1, 2].map((version) => `J1/J1_${version}.cs`);
    server.house.store.jobs.save(job);
  };
  setVersions();
  const read = async (): Promise<Job> => (await call('jobs.find_one', [project.uid, 'J1'])).body as Job;
  const going = ['J1_0.cs', 'J1_1.cs', 'maps/map0', 'maps/map1'];
  const bytes = going.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  await call('jobs.recalculate_project_intermediate_results_size', [project.uid]);
  await expect.poll(async () => (await read()).intermediate_results_size_bytes).toBe(bytes);

  await call('jobs.set_final_result', [project.uid, 'J1'], { is_final_result: 'true' });
  expect((await call('jobs.clear_intermediate_results', [project.uid, 'J1'])).status).toBe(409);
  await call('projects.clear_intermediate_results', [project.uid]);
  expect(await cleaned()).toContain(' 0 MB');
  await call('workspaces.clear_intermediate_results', [project.uid, 'W1']);
  expect(await cleaned()).toContain(' 1 MB');
  expect(going.filter((name) => existsSync(join(folder, name)))).toEqual([]);
  const kept = ['J1/J1_2.cs', 'J1/maps/map2', 'J1/maps/shared', 'outside'];
  expect(kept.filter((name) => !existsSync(join(directory, name)))).toEqual([]);
  const cleared = await read();
  expect(cleared.spec.outputs['out']?.results[0]).toMatchObject({ versions: [2], metafiles: ['J1/J1_2.cs'] });
  expect(cleared).toMatchObject({ intermediate_results_size_bytes: 0, last_intermediate_data_cleared_amount: bytes });
});
