import type { Job } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';

/** All jobs of a project by uid. */
export function jobsOfProject({ store }: House, projectUid: string): Map<string, Job> {
  const jobs = store.jobs.find([...equals('project_uid', projectUid), ...equals('deleted', false)]);
  return new Map(jobs.map((job) => [job.uid, job]));
}

/** The jobs reached from some jobs by their parents or children, near ones first; the jobs themselves do not count. */
export function reach(
  jobs: ReadonlyMap<string, Job>,
  from: readonly string[],
  way: 'parents' | 'children',
): Set<string> {
  const reached = new Set<string>();
  let next = from.flatMap((uid) => jobs.get(uid)?.[way] ?? []);
  while (next.length > 0) {
    const fresh = [...new Set(next)].filter((uid) => jobs.has(uid) && !reached.has(uid));
    for (const uid of fresh) reached.add(uid);
    next = fresh.flatMap((uid) => jobs.get(uid)?.[way] ?? []);
  }
  return reached;
}

/** Marks the jobs that final results are built upon, inside a transaction. */
export function markAncestorsOfFinal(house: House, projectUid: string): void {
  const jobs = jobsOfProject(house, projectUid);
  const finals = [...jobs.values()].filter(({ is_final_result }) => is_final_result).map(({ uid }) => uid);
  const ancestors = reach(jobs, finals, 'parents');
  for (const job of jobs.values()) {
    if (job.is_ancestor_of_final_result === ancestors.has(job.uid)) continue;
    house.store.jobs.save({ ...job, is_ancestor_of_final_result: ancestors.has(job.uid), autodump: true });
  }
}
