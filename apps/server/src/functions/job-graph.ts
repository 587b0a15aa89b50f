import type { Job } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { cloneJobs } from '../jobs/clone-jobs.js';
import { addConnection, connectionAt, inputNamed, makeConnection, outputNamed } from '../jobs/connections.js';
import { findJob } from '../jobs/find-job.js';
import { inputOf, makeJobFolder, outputOf } from '../jobs/insert-job.js';
import { jobsOfProject, reach } from '../jobs/lineage.js';
import { findSource, rebuildJob } from '../jobs/wire-up.js';
import { conflict, invalid, notFound } from '../problem.js';
import { findWorkspace } from '../projects/find-project.js';
import { insertWorkspace } from './workspaces.js';
import { checkTitle } from './projects.js';

/** Names of inputs and outputs. */
const groupName = /^[A-Za-z][0-9A-Za-z_]{0,99}$/;

/** How jobs are connected, and what follows from it. */
export const jobGraphFunctions: Handlers = {
  'jobs.connect': (call, { project_uid, job_uid, input_name, source_job_uid, source_output_name }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      addConnection(job, input_name, findSource(call, job, source_job_uid), source_output_name);
    }),
  'jobs.reconnect': (
    call,
    { project_uid, job_uid, input_name, connection_index, source_job_uid, source_output_name },
  ) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      connectionAt(job, input_name, connection_index);
      const source = findSource(call, job, source_job_uid);
      const input = inputNamed(job, input_name);
      input.connections[connection_index] = makeConnection(job, input, input_name, source, source_output_name);
    }),
  'jobs.disconnect': (call, { project_uid, job_uid, input_name, connection_index }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      connectionAt(job, input_name, connection_index);
      inputNamed(job, input_name).connections.splice(connection_index, 1);
    }),
  'jobs.disconnect_all': (call, { project_uid, job_uid, input_name }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      inputNamed(job, input_name).connections = [];
    }),

  'jobs.connect_result': (call, input) =>
    rebuildJob(call, input.project_uid, input.job_uid, (job) => {
      const connection = connectionAt(job, input.input_name, input.connection_index);
      const source = findSource(call, job, input.source_job_uid);
      const output = outputNamed(source, input.source_output_name);
      const result = output.results.find(({ name }) => name === input.source_result_name);
      if (result === undefined) throw notFound(`Result ${input.source_result_name.slice(0, 100)} of ${source.uid}`);
      const slot = inputNamed(job, input.input_name).slots.find(({ name }) => name === input.result_name);
      const dtype = slot?.dtype ?? connection.results.find((one) => one.result === input.result_name)?.dtype;
      if (dtype !== undefined && dtype !== result.dtype) {
        throw invalid('query', 'source_result_name', `Expected a ${dtype}, found a ${result.dtype}.`, result.name);
      }
      const isSame = (one: { name: string | null; result: string }): boolean =>
        slot === undefined ? one.name === null && one.result === input.result_name : one.name === slot.name;
      connection.results = connection.results.filter((one) => !isSame(one));
      connection.results.push({
        name: slot?.name ?? null,
        dtype: result.dtype,
        job_uid: source.uid,
        output: input.source_output_name,
        result: result.name,
        version: input.source_result_version,
      });
    }),
  'jobs.disconnect_result': (call, { project_uid, job_uid, input_name, connection_index, result_name }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      const connection = connectionAt(job, input_name, connection_index);
      const kept = connection.results.filter(({ name, result }) => (name ?? result) !== result_name);
      if (kept.length === connection.results.length) throw notFound(`Result ${result_name.slice(0, 100)} there`);
      connection.results = kept;
    }),

  'jobs.add_external_input': (call, { project_uid, job_uid, input_name, body }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      requireExternal(job, input_name, 'input_name');
      const connections = job.spec.inputs[input_name]?.connections ?? [];
      if (connections.length > 0) throw conflict(`Input ${input_name} is connected: disconnect it first.`);
      job.spec.inputs = { ...job.spec.inputs, [input_name]: inputOf(body) };
    }),
  'jobs.add_external_output': (call, { project_uid, job_uid, output_name, body }) =>
    rebuildJob(call, project_uid, job_uid, (job) => {
      requireExternal(job, output_name, 'output_name');
      if (body.passthrough !== null) inputNamed(job, body.passthrough);
      job.spec.outputs = { ...job.spec.outputs, [output_name]: outputOf(body) };
    }),

  'jobs.find_ancestor_uids': (call, input) => related(call, input, 'parents'),
  'jobs.find_descendant_uids': (call, input) => related(call, input, 'children'),
  'jobs.get_chain': (call, { project_uid, start_job_uid, end_job_uid }) =>
    chain(call, project_uid, start_job_uid, end_job_uid).map(({ uid }) => uid),
  'jobs.get_final_results': (call, { project_uid }) => {
    const jobs = [...jobsOfProject(call, project_uid).values()];
    const uidsOf = (fits: (job: Job) => boolean): string[] => jobs.filter(fits).map(({ uid }) => uid);
    return {
      final_results: uidsOf((job) => job.is_final_result),
      ancestors_of_final_results: uidsOf((job) => job.is_ancestor_of_final_result && !job.is_final_result),
      non_ancestors_of_final_results: uidsOf((job) => !job.is_ancestor_of_final_result && !job.is_final_result),
    };
  },

  'jobs.clone': async (call, { project_uid, job_uid, workspace_uid, created_by_job_uid }) => {
    const [copy] = await clone(call, project_uid, workspace_uid, undefined, created_by_job_uid ?? null, () => [
      findJob(call, project_uid, job_uid),
    ]);
    if (copy === undefined) throw notFound(`Job ${project_uid} ${job_uid}`);
    return copy;
  },
  'jobs.clone_many': (call, { project_uid, job_uids, workspace_uid, new_workspace_title }) =>
    clone(call, project_uid, workspace_uid, new_workspace_title, null, () =>
      [...new Set(job_uids)].map((uid) => findJob(call, project_uid, uid)),
    ),
  'jobs.clone_chain': (call, { project_uid, start_job_uid, end_job_uid, workspace_uid, new_workspace_title }) =>
    clone(call, project_uid, workspace_uid, new_workspace_title, null, () =>
      chain(call, project_uid, start_job_uid, end_job_uid),
    ),
};

function requireExternal(job: Job, name: string, argument: string): void {
  if (job.spec.type !== 'snowflake') throw conflict(`${job.uid} is no external job: its inputs and outputs are fixed.`);
  if (groupName.test(name)) return;
  throw invalid('path', argument, 'Expected letters, digits and underscores, a letter first.', name.slice(0, 100));
}

function related(
  call: Call,
  { project_uid, job_uid, workspace_uid }: { project_uid: string; job_uid: string; workspace_uid?: string | undefined },
  way: 'parents' | 'children',
): string[] {
  findJob(call, project_uid, job_uid);
  if (workspace_uid !== undefined) findWorkspace(call, project_uid, workspace_uid);
  const jobs = jobsOfProject(call, project_uid);
  const inWorkspace = (uid: string): boolean =>
    workspace_uid === undefined || (jobs.get(uid)?.workspace_uids.includes(workspace_uid) ?? false);
  return [...reach(jobs, [job_uid], way)].filter(inWorkspace);
}

/** The jobs on the ways from one job to another, both of them too, in order of creation. */
function chain(call: Call, projectUid: string, start: string, end: string): Job[] {
  for (const uid of [start, end]) findJob(call, projectUid, uid);
  const jobs = jobsOfProject(call, projectUid);
  const below = reach(jobs, [start], 'children').add(start);
  const above = reach(jobs, [end], 'parents').add(end);
  if (!below.has(end)) throw conflict(`${end} is not built upon ${start}.`);
  return [...jobs.values()].filter(({ uid }) => below.has(uid) && above.has(uid));
}

async function clone(
  call: Call,
  projectUid: string,
  workspaceUid: string | undefined,
  newTitle: string | undefined,
  createdBy: string | null,
  originals: () => Job[],
): Promise<Job[]> {
  const copies = call.store.transact(() => {
    const found = originals();
    const made = newTitle === undefined ? null : insertWorkspace(call, projectUid, checkTitle(newTitle), null).uid;
    return cloneJobs(call, found, { workspaceUid: made ?? workspaceUid ?? null, createdBy });
  });
  for (const copy of copies) await makeJobFolder(call, copy);
  call.wakeMirror();
  return copies;
}
