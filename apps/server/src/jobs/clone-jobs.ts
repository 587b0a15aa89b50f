import type { Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { listBuildErrors } from './build-errors.js';
import { saveJob } from './find-job.js';
import { insertJob, outputOf } from './insert-job.js';
import { rewire } from './wire-up.js';

/**
 * Makes copies of jobs, to be built anew: same parameters and connections. Where a copied job is connected to another
 * that is copied, its copy is connected to that copy. Inside a transaction; folders are the caller's.
 */
export function cloneJobs(
  call: Call,
  originals: readonly Job[],
  { workspaceUid, createdBy }: { workspaceUid: string | null; createdBy: string | null },
): Job[] {
  const copies = new Map<string, Job>();
  for (const original of originals) {
    const copy = insertJob(call, {
      project_uid: original.project_uid,
      workspace_uids: workspaceUid === null ? original.workspace_uids : [workspaceUid],
      type: original.spec.type,
      title: original.title,
      description: original.description,
      params: original.spec.params,
      created_by_job_uid: createdBy,
    });
    copies.set(original.uid, copy);
  }
  for (const original of originals) {
    const copy = copies.get(original.uid);
    if (copy === undefined) continue;
    const renamed = (uid: string): string => copies.get(uid)?.uid ?? uid;
    copy.cloned_from = original.uid;
    copy.spec.inputs = structuredClone(original.spec.inputs);
    for (const connection of Object.values(copy.spec.inputs).flatMap(({ connections }) => connections)) {
      connection.job_uid = renamed(connection.job_uid);
      for (const result of connection.results) result.job_uid = renamed(result.job_uid);
    }
    copy.spec.outputs = Object.fromEntries(
      Object.entries(original.spec.outputs).map(([name, output]) => [name, outputOf(output)]),
    );
    rewire(call, copy);
    copy.build_errors = listBuildErrors(copy);
    saveJob(call, copy);
  }
  return [...copies.values()];
}
