import { findJobDefinition } from '@vitreous/jobs';
import type { ArgumentsOf, Category, Contract, Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { activeStatuses, findJob } from '../jobs/find-job.js';
import { clearIntermediateResults } from '../jobs/intermediate-results.js';
import { jobsOfProject } from '../jobs/lineage.js';
import { emptyFolder, markDeleted, removeFiles, resetJob } from '../jobs/remove-jobs.js';
import { findOpenProject } from './find-project.js';

type Wishes = ArgumentsOf<Contract['projects.cleanup_data']>;

/** What is made of exposures before any classification; it can be made again from the movies. */
const preprocessing: ReadonlySet<Category> = new Set([
  'motion_correction',
  'ctf_estimation',
  'exposure_curation',
  'particle_picking',
  'deep_picker',
  'extraction',
]);

/**
 * Deletes, then clears jobs of a project or of one of its workspaces, by any of the wishes; returns a sentence of what
 * was done. Final results, what they are built upon, and jobs at work stay as they are; so does, from deletion, a job
 * that is in other workspaces too or that others which stay are built upon.
 */
export async function cleanUp(call: Call, wishes: Wishes): Promise<string> {
  const { project_uid: projectUid } = wishes;
  const deleted = call.store.transact(() => {
    const going = listToDelete(call, wishes);
    return markDeleted(call, projectUid, going);
  });
  for (const job of deleted) await removeFiles(call, job);
  const cleared = call.store.transact(() => {
    const going = listFree(call, wishes).filter((job) => job.status !== 'building' && isToClear(wishes, job));
    for (const { uid } of going) resetJob(call, findJob(call, projectUid, uid));
    return going;
  });
  const { project_dir: directory } = findOpenProject(call, projectUid);
  for (const job of cleared) await emptyFolder(directory, job);
  call.wakeMirror();
  const freed = wishes.clear_intermediate_results ? await clearIntermediateOf(call, wishes, true) : 0;
  const amount = freed === 0 ? '' : ` ${Math.ceil(freed / 1e6)} MB of intermediate results were cleared.`;
  return `${projectUid}: ${deleted.length} jobs were deleted and ${cleared.length} cleared.${amount}`;
}

/** Clears the intermediate results of many jobs; returns the bytes freed. @param keepFinal leaves final jobs out. */
export async function clearIntermediateOf(
  call: Call,
  where: Pick<Wishes, 'project_uid' | 'workspace_uid'>,
  keepFinal: boolean,
): Promise<number> {
  let freed = 0;
  for (const job of keepFinal ? listFree(call, where) : listJobs(call, where)) {
    freed += await clearIntermediateResults(call, job.project_uid, job.uid);
  }
  return freed;
}

function listJobs(call: Call, { project_uid, workspace_uid }: Pick<Wishes, 'project_uid' | 'workspace_uid'>): Job[] {
  const jobs = [...jobsOfProject(call, project_uid).values()];
  return jobs.filter(({ workspace_uids }) => workspace_uid === undefined || workspace_uids.includes(workspace_uid));
}

/** Jobs that nothing protects. */
function listFree(call: Call, where: Pick<Wishes, 'project_uid' | 'workspace_uid'>): Job[] {
  return listJobs(call, where).filter(
    (job) => !job.is_final_result && !job.is_ancestor_of_final_result && !activeStatuses.has(job.status),
  );
}

function listToDelete(call: Call, wishes: Wishes): string[] {
  const wanted = listFree(call, wishes).filter(
    ({ status, workspace_uids }) =>
      (wishes.delete_non_final || wishes.delete_statuses.includes(status)) &&
      (wishes.workspace_uid === undefined || workspace_uids.length === 1),
  );
  const jobs = jobsOfProject(call, wishes.project_uid);
  const going = new Map(wanted.map((job) => [job.uid, job]));
  // One that stays keeps those that it is built upon, and so on.
  for (let before = -1; before !== going.size;) {
    before = going.size;
    for (const job of [...going.values()]) {
      if (job.children.some((uid) => jobs.has(uid) && !going.has(uid))) going.delete(job.uid);
    }
  }
  return [...going.keys()];
}

function isToClear(wishes: Wishes, { spec, status }: Job): boolean {
  const category = findJobDefinition(spec.type)?.category ?? 'utilities';
  return (
    wishes.clear_non_final ||
    wishes.clear_categories.includes(category) ||
    wishes.clear_types.includes(spec.type) ||
    wishes.clear_statuses.includes(status) ||
    (wishes.clear_preprocessing && preprocessing.has(category))
  );
}
