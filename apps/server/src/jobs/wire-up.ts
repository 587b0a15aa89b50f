import { outputsOf } from '@vitreous/job-kit';
import { findJobDefinition } from '@vitreous/jobs';
import type { Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { conflict, invalid } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { listBuildErrors } from './build-errors.js';
import { addConnection, inputNamed, parentsOf } from './connections.js';
import { findJob, readJob, requireBuilding, saveJob } from './find-job.js';
import { outputOf } from './insert-job.js';
import { declarePassing } from './passthrough.js';
import { jobsOfProject, markAncestorsOfFinal, reach } from './lineage.js';

/** Changes how a job is built: its connections, its parameters. Parents, build errors and final marks follow. */
export function rebuildJob(call: Call, projectUid: string, uid: string, change: (job: Job) => void): Job {
  const changed = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const job = findJob(call, projectUid, uid);
    requireBuilding(job);
    change(job);
    reshapeOutputs(call, job);
    rewire(call, job);
    job.build_errors = listBuildErrors(job);
    saveJob(call, job);
    return job;
  });
  call.wakeMirror();
  return changed;
}

/** Connects an output to an input of a job that is made by the program, inside a transaction. */
export function connectJob(call: Call, job: Job, inputName: string, source: Job, outputName: string): void {
  inputNamed(job, inputName).connections = [];
  addConnection(job, inputName, source, outputName);
  rewire(call, job);
  job.build_errors = listBuildErrors(job);
  saveJob(call, job);
}

/** Gives a job the outputs that its parameters ask for. @throws Problem 409 when one that goes is in use. */
function reshapeOutputs(call: Call, job: Job): void {
  const definition = findJobDefinition(job.spec.type);
  if (definition?.moreOutputs === undefined) return;
  const wanted = outputsOf(definition, job.spec.params);
  for (const child of jobsOfProject(call, job.project_uid).values()) {
    const used = Object.values(child.spec.inputs)
      .flatMap(({ connections }) => connections)
      .find((one) => one.job_uid === job.uid && !Object.hasOwn(wanted, one.output));
    if (used !== undefined) {
      throw conflict(`${child.uid} is connected to output ${used.output} of ${job.uid}, which it would have no more.`);
    }
  }
  job.spec.outputs = Object.fromEntries(
    Object.entries(wanted).map(([name, spec]) => [name, job.spec.outputs[name] ?? outputOf(spec)]),
  );
}

/** The job that an output is taken from. @throws Problem when it is the job itself, or one built upon it. */
export function findSource(call: Call, job: Job, sourceUid: string): Job {
  if (sourceUid === job.uid)
    throw invalid('query', 'source_job_uid', 'A job cannot be connected to itself.', sourceUid);
  const source = findJob(call, job.project_uid, sourceUid);
  if (reach(jobsOfProject(call, job.project_uid), [job.uid], 'children').has(sourceUid)) {
    throw conflict(`${sourceUid} is built upon ${job.uid}: connecting them would make a circle.`);
  }
  return source;
}

/** Brings a job's parents, and its parents' children, in line with its connections; inside a transaction. */
export function rewire(call: Call, job: Job): void {
  declarePassing(job);
  const parents = parentsOf(job);
  const others = [...new Set([...parents, ...job.parents])];
  for (const uid of others) {
    const parent = readJob(call, job.project_uid, uid);
    if (parent === null) continue;
    const children = parents.includes(uid)
      ? [...new Set([...parent.children, job.uid])]
      : parent.children.filter((one) => one !== job.uid);
    if (children.length !== parent.children.length) {
      parent.children = children;
      saveJob(call, parent);
    }
  }
  const changed = parents.join() !== job.parents.join();
  job.parents = parents;
  if (changed && (job.is_final_result || job.is_ancestor_of_final_result)) {
    call.store.jobs.save(job);
    markAncestorsOfFinal(call, job.project_uid);
  }
}
