import { exportJob } from '../exchange/export-job.js';
import { exportResults } from '../exchange/export-results.js';
import { importJob } from '../exchange/import-job.js';
import { importResults } from '../exchange/import-results.js';
import { rewriteLinks } from '../exchange/rewrite-links.js';
import type { Handlers } from '../house.js';

/** Jobs and results that go from one project to another, here or elsewhere. */
export const exchangeFunctions: Handlers = {
  'jobs.export_job': async (call, { project_uid, job_uid }) => {
    await exportJob(call, project_uid, job_uid);
    return null;
  },
  'jobs.import_job': async (call, { project_uid, workspace_uid, path }) => {
    await importJob(call, project_uid, workspace_uid, path);
    return null;
  },
  'jobs.export_output_results': async (call, { project_uid, job_uid, output_name, result_names }) => {
    await exportResults(call, project_uid, job_uid, output_name, result_names ?? null);
    return null;
  },
  // It needs no lane: rows are read and files linked here.
  'jobs.import_result_group': (call, { project_uid, workspace_uid, path }) =>
    importResults(call, project_uid, workspace_uid, path),
  'jobs.update_directory_symlinks': (call, { project_uid, job_uid, prefix_cut, prefix_new }) =>
    rewriteLinks(call, project_uid, job_uid, prefix_cut, prefix_new),
};
