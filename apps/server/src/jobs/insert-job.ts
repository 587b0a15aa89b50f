import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outputsOf } from '@vitreous/job-kit';
import { findJobDefinition } from '@vitreous/jobs';
import { job as jobModel, type Input, type InputSpec, type Job, type Output, type OutputSpec } from '@vitreous/schema';
import { createId } from '@vitreous/store';
import { callerOf, type Call } from '../house.js';
import { invalid } from '../problem.js';
import { findOpenProject, findWorkspace } from '../projects/find-project.js';
import { updateStatistics } from '../projects/statistics.js';
import { defaultPriorityOf } from '../queue/priority.js';
import { listBuildErrors } from './build-errors.js';

export interface NewJob {
  readonly project_uid: string;
  readonly workspace_uids: readonly string[];
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly created_by_job_uid: string | null;
  readonly enable_bench?: boolean;
}

/** Puts a new job into the database, inside a transaction; its folder is made by makeJobFolder. */
export function insertJob(call: Call, wanted: NewJob): Job {
  const project = findOpenProject(call, wanted.project_uid);
  for (const uid of wanted.workspace_uids) findWorkspace(call, wanted.project_uid, uid);
  const definition = findJobDefinition(wanted.type);
  if (definition === null) throw invalid('query', 'type', 'There is no such type of job.', wanted.type.slice(0, 100));
  const params = { ...defaultParams(wanted.type, project.project_params_pdef), ...wanted.params };
  requireKnownParams(wanted.type, params);
  const now = call.now();
  const number = call.store.counters.next(`${wanted.project_uid}/job`);
  const created = jobModel.parse({
    _id: createId(now.getTime()),
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    uid: `J${number}`,
    uid_num: number,
    project_uid: wanted.project_uid,
    project_uid_num: project.uid_num,
    workspace_uids: wanted.workspace_uids,
    job_dir: `J${number}`,
    job_dir_size_last_updated: now.toISOString(),
    title: wanted.title,
    description: wanted.description,
    created_by_user_id: callerOf(call)._id,
    priority: defaultPriorityOf(call),
    created_by_job_uid: wanted.created_by_job_uid,
    enable_bench: wanted.enable_bench ?? false,
    version_created: call.version,
    status_num: 0,
    build_errors: [],
    spec: {
      type: wanted.type,
      params,
      inputs: mapValues(definition.inputs, inputOf),
      outputs: mapValues(outputsOf(definition, params), outputOf),
      ui_tile_width: 1,
      ui_tile_height: 1,
      resource_spec: definition.resources(params),
    },
  });
  created.build_errors = listBuildErrors(created);
  call.store.jobs.insert(created);
  updateStatistics(call, wanted.project_uid);
  return created;
}

/** Makes a job's folder in its project. */
export async function makeJobFolder(call: Call, job: Job): Promise<void> {
  const { project_dir: directory } = findOpenProject(call, job.project_uid);
  await mkdir(join(directory, job.job_dir), { recursive: true });
}

/** @throws Problem 422 for a name that is no parameter of the type. */
export function requireKnownParams(type: string, params: Readonly<Record<string, unknown>>): void {
  const known = findJobDefinition(type)?.params ?? {};
  const odd = Object.keys(params).find((name) => !Object.hasOwn(known, name));
  if (odd !== undefined) {
    throw invalid('body', 'params', `${type} has no parameter ${odd.slice(0, 100)}.`, odd.slice(0, 100));
  }
}

/** The project's own defaults, of those parameters that the type has. */
function defaultParams(type: string, projectParams: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = findJobDefinition(type)?.params ?? {};
  return Object.fromEntries(Object.entries(projectParams).filter(([name]) => Object.hasOwn(known, name)));
}

/** An input without connections. */
export function inputOf({ type, title, description, slots, count_min, count_max, repeat_allowed }: InputSpec): Input {
  const full = slots.map((slot) =>
    typeof slot === 'string'
      ? { name: slot.replace(/^\?/, ''), dtype: slot.replace(/^\?/, ''), required: !slot.startsWith('?') }
      : slot,
  );
  return { type, title, description, slots: full, count_min, count_max, repeat_allowed, connections: [] };
}

/** An output without results' data. */
export function outputOf({ type, title, description, slots, passthrough }: OutputSpec): Output {
  const full = slots.map((slot) => (typeof slot === 'string' ? { name: slot, dtype: slot } : slot));
  return {
    type,
    title,
    description,
    slots: full,
    passthrough,
    results: full.map(({ name, dtype }) => ({
      name,
      dtype,
      versions: [],
      metafiles: [],
      num_items: [],
      passthrough: false,
    })),
    num_items: 0,
    image: null,
    summary: {},
    latest_summary_stats: {},
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
