import { isDeepStrictEqual } from 'node:util';
import { equals, type JobTally } from '@vitreous/store';
import type { House } from '../house.js';

/**
 * Counts a project's workspaces and jobs anew, and each workspace's jobs; inside a transaction.
 *
 * @param asked whether a person asked: then also counts that have not changed say when they were made.
 */
export function updateStatistics({ store, now }: House, projectUid: string, asked = false): void {
  const here = [...equals('project_uid', projectUid), ...equals('deleted', false)];
  const updated_at = now().toISOString();
  const jobs = store.jobs.tally(projectUid);
  const workspaces = store.workspaces.find(here);
  for (const workspace of workspaces) {
    const counts = countJobs(jobs.filter(({ workspace_uids }) => workspace_uids.includes(workspace.uid)));
    if (!asked && isDeepStrictEqual({ ...workspace.workspace_stats, updated_at }, { ...counts, updated_at })) continue;
    workspace.workspace_stats = { updated_at, ...counts };
    workspace.autodump = true;
    store.workspaces.save(workspace);
  }
  const project = store.projects.first(equals('uid', projectUid));
  if (project === null) return;
  const sessions = workspaces.filter(({ workspace_type }) => workspace_type === 'live').length;
  project.project_stats = {
    workspace_count: workspaces.length,
    session_count: sessions,
    ...countJobs(jobs),
    updated_at,
  };
  project.autodump = true;
  store.projects.save(project);
}

interface JobCounts {
  job_count: number;
  job_sections: Record<string, number>;
  job_status: Record<string, number>;
  job_types: Record<string, number>;
}

function countJobs(jobs: readonly JobTally[]): JobCounts {
  const tally = (keyOf: (job: JobTally) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const job of jobs) counts[keyOf(job)] = (counts[keyOf(job)] ?? 0) + 1;
    return counts;
  };
  return {
    job_count: jobs.length,
    job_sections: tally(({ category }) => category),
    job_status: tally(({ status }) => status),
    job_types: tally(({ type }) => type),
  };
}
