import type { Connection, Job, Workflow, WorkflowJob } from '@vitreous/schema';
import type { Call } from '../house.js';
import { listBuildErrors } from '../jobs/build-errors.js';
import { addConnection, inputNamed, outputNamed } from '../jobs/connections.js';
import { findJob, saveJob } from '../jobs/find-job.js';
import { inputOf, insertJob, outputOf } from '../jobs/insert-job.js';
import { rewire } from '../jobs/wire-up.js';
import { conflict, invalid } from '../problem.js';
import { changeProject } from '../projects/change.js';
import { valuesOf } from './apply-parameters.js';
import { orderJobs } from './check-workflow.js';

interface Place {
  readonly project_uid: string;
  readonly workspace_uid: string;
  /** Jobs of the project, in the order of the workflow's parents. */
  readonly parents: readonly string[];
}

/**
 * Makes the jobs of a workflow in a workspace, connected to each other and to the parents; inside a transaction. Their
 * folders are the caller's.
 */
export function applyWorkflow(call: Call, workflow: Workflow, { project_uid, workspace_uid, parents }: Place): Job[] {
  const uids = new Map(matchParents(call, workflow, project_uid, parents));
  const { workflows } = changeProject(call, project_uid, (project) => {
    const run = (project.workflows.runs[workflow._id] ?? 0) + 1;
    project.workflows = { ...project.workflows, runs: { ...project.workflows.runs, [workflow._id]: run } };
  });
  return orderJobs(workflow).map(([name, wanted]) => {
    const job = insertJob(call, {
      project_uid,
      workspace_uids: [workspace_uid],
      type: wanted.jobType,
      title: wanted.title,
      description: wanted.description,
      params: { ...wanted.spec.params, ...valuesOf(wanted.parameters) },
      created_by_job_uid: null,
    });
    uids.set(name, job.uid);
    job.workflow = { id: workflow._id, jobId: name, run: workflows.runs[workflow._id] ?? 1 };
    connect(call, job, wanted, uids);
    rewire(call, job);
    job.build_errors = listBuildErrors(job);
    saveJob(call, job);
    return job;
  });
}

function matchParents(
  call: Call,
  workflow: Workflow,
  projectUid: string,
  given: readonly string[],
): [string, string][] {
  const wanted = Object.entries(workflow.parents);
  if (given.length !== wanted.length) {
    const types = wanted.map(([name, { jobType }]) => `${name} (${jobType})`).join(', ');
    throw invalid(
      'body',
      'parent_juids',
      `Expected ${wanted.length} jobs, for ${types || 'nothing'}.`,
      given.slice(0, 20),
    );
  }
  return wanted.map(([name, { jobType }], place) => {
    const job = findJob(call, projectUid, given[place] ?? '');
    if (job.spec.type !== jobType) throw conflict(`${job.uid} is a ${job.spec.type}; ${name} stands for a ${jobType}.`);
    return [name, job.uid];
  });
}

function connect(call: Call, job: Job, { spec }: WorkflowJob, uids: ReadonlyMap<string, string>): void {
  // Only external jobs have inputs and outputs of their own.
  if (spec.type === 'snowflake') {
    job.spec.inputs = Object.fromEntries(
      Object.entries(spec.inputs).map(([name, input]) => [name, inputOf({ ...input, match_result_by: 'default' })]),
    );
    job.spec.outputs = Object.fromEntries(
      Object.entries(spec.outputs).map(([name, output]) => [name, outputOf(output)]),
    );
  }
  for (const [name, { connections }] of Object.entries(spec.inputs)) {
    for (const { job_uid, output, results } of connections) {
      addConnection(job, name, sourceOf(call, job, uids, job_uid), output);
      const made = inputNamed(job, name).connections.at(-1);
      if (made !== undefined && results.length > 0) made.results = chooseResults(call, job, uids, results);
    }
  }
}

/** Results as the workflow has them, which may be others than those that connecting takes by itself. */
function chooseResults(
  call: Call,
  job: Job,
  uids: ReadonlyMap<string, string>,
  wanted: Connection['results'],
): Connection['results'] {
  return wanted.map((one) => {
    const source = sourceOf(call, job, uids, one.job_uid);
    const found = outputNamed(source, one.output).results.find(({ name }) => name === one.result);
    if (found?.dtype !== one.dtype) {
      throw conflict(
        `${source.uid} ${one.output} has no ${one.result} of type ${one.dtype}, which the workflow takes.`,
      );
    }
    return { ...one, job_uid: source.uid, version: 'F' };
  });
}

function sourceOf(call: Call, { project_uid }: Job, uids: ReadonlyMap<string, string>, name: string): Job {
  return findJob(call, project_uid, uids.get(name) ?? '');
}
