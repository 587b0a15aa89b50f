import type { ArgumentsOf, Contract } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { activeStatuses, findJob } from '../jobs/find-job.js';
import { clearIntermediateResults, measureIntermediateResults } from '../jobs/intermediate-results.js';
import { jobsOfProject } from '../jobs/lineage.js';
import { announceInBackground } from '../notifications/in-background.js';
import { conflict } from '../problem.js';
import { changeAnyProject, changeProject } from '../projects/change.js';
import { cleanUp, clearIntermediateOf } from '../projects/clean-up.js';
import { findOpenProject, findWorkspace } from '../projects/find-project.js';

/** Space is freed in the background, one clean-up of a project at a time; notices tell what became of it. */
export const cleanUpFunctions: Handlers = {
  'projects.cleanup_data': (call, wishes) => start(call, wishes, 'Cleaning up', async () => cleanUp(call, wishes)),
  'projects.clear_intermediate_results': (call, { project_uid, always_keep_final }) =>
    clearAll(call, { project_uid }, always_keep_final),
  'workspaces.clear_intermediate_results': (call, { project_uid, workspace_uid, always_keep_final }) =>
    clearAll(call, { project_uid, workspace_uid }, always_keep_final),
  'jobs.clear_intermediate_results': async (call, { project_uid, job_uid, always_keep_final }) => {
    findOpenProject(call, project_uid);
    const job = findJob(call, project_uid, job_uid);
    if (activeStatuses.has(job.status)) throw conflict(`${job_uid} is ${job.status}: kill it first.`);
    if (always_keep_final && (job.is_final_result || job.is_ancestor_of_final_result)) {
      throw conflict(`${job_uid} is a final result, or one is built upon it: say always_keep_final=False to clear it.`);
    }
    await clearIntermediateResults(call, project_uid, job_uid);
    return null;
  },
  'jobs.recalculate_project_intermediate_results_size': (call, { project_uid }) => {
    findOpenProject(call, project_uid);
    announceInBackground(call, {
      what: `Measuring the intermediate results of ${project_uid}`,
      project_uid,
      work: async () => {
        for (const uid of jobsOfProject(call, project_uid).keys()) {
          await measureIntermediateResults(call, project_uid, uid);
        }
        return null;
      },
    });
    return null;
  },
};

type Place = Pick<ArgumentsOf<Contract['projects.cleanup_data']>, 'project_uid' | 'workspace_uid'>;

function clearAll(call: Call, place: Place, keepFinal: boolean): null {
  return start(call, place, 'Clearing intermediate results of', async () => {
    const freed = await clearIntermediateOf(call, place, keepFinal);
    return `${place.project_uid}: ${Math.ceil(freed / 1e6)} MB of intermediate results were cleared.`;
  });
}

function start(call: Call, { project_uid, workspace_uid }: Place, doing: string, work: () => Promise<string>): null {
  if (workspace_uid !== undefined) findWorkspace(call, project_uid, workspace_uid);
  changeProject(call, project_uid, (project) => {
    if (project.is_cleanup_in_progress) throw conflict(`${project_uid} is being cleaned up already.`);
    project.is_cleanup_in_progress = true;
  });
  announceInBackground(call, {
    what: `${doing} ${[project_uid, workspace_uid].join(' ').trim()}`,
    project_uid,
    work: async () => {
      try {
        return await work();
      } finally {
        changeAnyProject(call, project_uid, (project) => {
          project.is_cleanup_in_progress = false;
        });
      }
    },
  });
  return null;
}
