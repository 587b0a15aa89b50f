import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Job } from '@vitreous/schema';
import { createId, openStore } from '@vitreous/store';
import { createAccount, startServer } from './server-process.js';

export const size = { projects: 200, jobsOfProject: 100, logLines: 40 };
/** Jobs whose number this divides have a log. */
export const logEvery = 5;

const types = [
  'import_movies',
  'patch_motion_correction_multi',
  'patch_ctf_estimation_multi',
  'blob_picker_gpu',
  'extract_micrographs_multi',
  'class_2D_new',
  'select_2D',
];

/**
 * A database with many projects and jobs: one project with a chain of jobs is made by the server, all others are
 * copies of it through the store. Of ten jobs eight are completed, one failed, one is being built.
 */
export async function fillStore(data: string, projects: string): Promise<void> {
  mkdirSync(projects, { recursive: true });
  createAccount(data);
  await makeFirst(data, projects);
  const store = openStore(join(data, 'vitreous.db'));
  const [project] = store.projects.find([]);
  const [workspace] = store.workspaces.find([]);
  const chain = store.jobs.find([]);
  if (project === undefined || workspace === undefined) throw new Error('the first project was not made');
  store.transact(() => {
    for (let p = 1; p <= size.projects; p++) {
      const [uid, directory] = [`P${p}`, p === 1 ? project.project_dir : join(projects, `project-${p}`)];
      const known = { _id: createId(), project_uid: uid, project_uid_num: p, autodump: false };
      if (p > 1) {
        const { project_uid, project_uid_num, ...own } = known;
        store.projects.insert({
          ...project,
          ...own,
          uid: project_uid,
          uid_num: project_uid_num,
          project_dir: directory,
        });
        store.workspaces.insert({ ...workspace, ...known });
      }
      for (let j = p === 1 ? chain.length + 1 : 1; j <= size.jobsOfProject; j++) {
        mkdirSync(join(directory, `J${j}`), { recursive: true });
        store.jobs.insert({ ...copyOf(chain, j), ...known, _id: createId() });
        if (j % logEvery === 0) addLog(j, uid);
      }
      store.counters.skipTo(`${uid}/job`, size.jobsOfProject);
    }
    store.counters.skipTo('project', size.projects);
  });
  store.close();

  function addLog(j: number, project_uid: string): void {
    for (let line = 0; line < size.logLines; line++) {
      const created_at = new Date().toISOString();
      const own = { _id: createId(), created_at, updated_at: created_at, project_uid, job_uid: `J${j}` };
      const text = `Exposure ${line} of ${size.logLines}: motion 12.3 px, defocus 1.24 µm, 345 particles`;
      store.events.insert({ ...own, type: 'text', text, cpumem_mb: null, avail_mb: null, flags: [], meta: {} });
    }
  }
}

/** A project whose jobs are connected to each other as people do. */
async function makeFirst(data: string, projects: string): Promise<void> {
  const server = await startServer(data);
  const call = createClient({ baseUrl: `${server.url}/api/cmd`, token: () => server.token });
  const { uid: project_uid } = await call('projects.create', { title: 'Apoferritin, grid 1', parent_dir: projects });
  const { uid: workspace_uid } = await call('workspaces.create', { project_uid, title: 'Preprocessing' });
  const made: Job[] = [];
  for (const type of types) {
    const job = await call('jobs.create', { project_uid, workspace_uid, type, title: `Step ${type}`, params: {} });
    for (const [input_name, { type: wanted }] of Object.entries(job.spec.inputs)) {
      const sources = made.flatMap(({ uid, spec }) =>
        Object.entries(spec.outputs).flatMap(([name, output]) =>
          output.type === wanted ? [[uid, name] as const] : [],
        ),
      );
      const [source_job_uid, source_output_name] = sources.at(-1) ?? [];
      if (source_job_uid === undefined || source_output_name === undefined) continue;
      await call('jobs.connect', { project_uid, job_uid: job.uid, input_name, source_job_uid, source_output_name });
    }
    made.push(await call('jobs.find_one', { project_uid, job_uid: job.uid }));
  }
  await server.stop();
}

/** Job number `j` of a project: one of a chain that begins anew as often as it ends. */
function copyOf(chain: readonly Job[], j: number): Job {
  const job = structuredClone(chain[(j - 1) % chain.length]);
  if (job === undefined) throw new Error('the first project has no jobs');
  const start = j - 1 - ((j - 1) % chain.length);
  const moved = (uid: string): string => `J${Number(uid.slice(1)) + start}`;
  job.parents = job.parents.map(moved);
  job.children = job.children.map(moved);
  for (const { connections } of Object.values(job.spec.inputs)) {
    for (const connection of connections) {
      connection.job_uid = moved(connection.job_uid);
      for (const result of connection.results) result.job_uid = connection.job_uid;
    }
  }
  const state = { uid: `J${j}`, uid_num: j, job_dir: `J${j}` };
  if (j % 10 === 1) return { ...job, ...state };
  const at = new Date().toISOString();
  const run = { ...state, queued_at: at, started_at: at, running_at: at, build_errors: [] };
  if (j % 10 === 2) return { ...job, ...run, status: 'failed', failed_at: at };
  for (const [name, { results }] of Object.entries(job.spec.outputs)) {
    for (const result of results) {
      Object.assign(result, { versions: [0], metafiles: [`J${j}/J${j}_${name}.cs`], num_items: [1000] });
    }
  }
  return { ...job, ...run, status: 'completed', completed_at: at };
}
