import type { Workflow, WorkflowJob } from '@vitreous/schema';
import { requireKnownParams } from '../jobs/insert-job.js';
import { invalid } from '../problem.js';
import { requireType } from './apply-parameters.js';

/** Most jobs of one workflow. */
const most = 500;

/**
 * The jobs of a workflow by their names in it, each after those that it is connected to.
 *
 * @throws Problem 422 when a type or parameter is unknown, a connection leads to nothing, or connections make a circle.
 */
export function orderJobs({ jobs, parents }: Workflow): [string, WorkflowJob][] {
  const refuse = (place: string, why: string): never => {
    throw invalid('body', `jobs.${place.slice(0, 100)}`, why, null);
  };
  if (Object.keys(jobs).length > most) return refuse('', `Expected ${most} jobs at most.`);
  const waiting = new Map(Object.entries(jobs));
  for (const [name, job] of waiting) {
    requireType(job.jobType);
    if (job.spec.type !== job.jobType) refuse(name, `Its spec is of a ${job.spec.type}, not a ${job.jobType}.`);
    requireKnownParams(job.jobType, { ...job.spec.params, ...job.parameters });
    const odd = sourcesOf(job).find((source) => !Object.hasOwn(jobs, source) && !Object.hasOwn(parents, source));
    if (odd !== undefined) refuse(name, `It is connected to ${odd.slice(0, 100)}, which the workflow does not have.`);
  }
  const ordered: [string, WorkflowJob][] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, job]) => sourcesOf(job).every((source) => !waiting.has(source)));
    if (ready.length === 0) return refuse([...waiting.keys()].join(', '), 'Connections make a circle.');
    for (const [name] of ready) waiting.delete(name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Names of the jobs and parents that a job is connected to. */
function sourcesOf({ spec }: WorkflowJob): string[] {
  const connections = Object.values(spec.inputs).flatMap((input) => input.connections);
  return [...new Set(connections.flatMap(({ job_uid, results }) => [job_uid, ...results.map((one) => one.job_uid)]))];
}
