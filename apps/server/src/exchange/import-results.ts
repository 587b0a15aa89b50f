import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { matchByUid, readDataset, renameColumns, writeDataset, type Dataset } from '@vitreous/formats';
import type { Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { changeJob, findJob, saveJob } from '../jobs/find-job.js';
import { insertJob, outputOf } from '../jobs/insert-job.js';
import { noteVersion } from '../jobs/save-result.js';
import { invalid } from '../problem.js';
import { findOpenProject, findWorkspace } from '../projects/find-project.js';
import { listPaths, mapPaths } from './dataset-paths.js';
import { linkFiles } from './link-files.js';
import { createReadCheck, resolveImport } from './read-check.js';
import { readResultGroup, type ResultGroup } from './result-group.js';

/** Makes a job that has the results of a `.csg` file, with links to the files that they name. */
export async function importResults(call: Call, projectUid: string, workspaceUid: string, path: string): Promise<Job> {
  const project = findOpenProject(call, projectUid);
  findWorkspace(call, projectUid, workspaceUid);
  const list = await resolveImport(call, project, path);
  const { group, results } = await readResultGroup(list);
  const folder = dirname(list);
  const dataset = await readRows(call, folder, results);

  const created = call.store.transact(() => {
    const job = insertJob(call, {
      project_uid: projectUid,
      workspace_uids: [workspaceUid],
      type: 'snowflake',
      title: `Imported ${group.title === '' ? group.name : group.title}`.slice(0, 500),
      description: `From ${path}`,
      params: {},
      created_by_job_uid: null,
    });
    const { type, title, description } = group;
    const slots = Object.entries(results).map(([name, one]) => ({ name, dtype: one.type.split('.').at(-1) ?? name }));
    job.spec.outputs = { [group.name]: outputOf({ type, title, description, slots, passthrough: null }) };
    job.imported_at = call.now().toISOString();
    job.import_status = 'importing';
    saveJob(call, job);
    return job;
  });
  const target = join(project.project_dir, created.job_dir);
  try {
    await mkdir(target, { recursive: true });
    const paths = listPaths(dataset);
    const { names, missing } = await linkFiles(call, paths, { source: folder, target, below: 'imported' });
    const file = join(created.job_dir, `${created.uid}_${group.name}.cs`);
    const own = mapPaths(dataset, (one) => (one === '' ? '' : join(created.job_dir, names.get(one) ?? one)));
    await writeDataset(join(project.project_dir, file), own);
    return changeJob(call, projectUid, created.uid, (job) => {
      const output = job.spec.outputs[group.name];
      for (const result of output?.results ?? []) noteVersion(result, 0, file, dataset.length);
      if (output !== undefined) output.num_items = dataset.length;
      Object.assign(job, endOf(call.now().toISOString()));
      if (missing.length > 0) {
        const message = `${missing.length} of ${paths.length} files are missing, such as ${missing[0] ?? ''}`;
        job.has_warning = true;
        job.errors_run = [{ message: message.slice(0, 1000), warning: true }];
      }
    });
  } catch (error) {
    failImport(call, findJob(call, projectUid, created.uid), error);
    throw error;
  }
}

function endOf(now: string): Partial<Job> {
  return { status: 'completed', started_at: now, completed_at: now, completed_count: 1, import_status: 'complete' };
}

/** Notes why what was imported is not there. */
export function failImport(call: Call, { project_uid, uid }: Job, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  changeJob(call, project_uid, uid, (job) => {
    job.status = 'failed';
    job.failed_at = call.now().toISOString();
    job.has_error = true;
    job.import_status = 'failed';
    job.errors_run = [{ message: `It could not be imported: ${reason}`.slice(0, 10_000), warning: false }];
  });
}

/** The rows of all results; where they stand in several files, those that all have. */
async function readRows(call: Call, folder: string, results: ResultGroup['results']): Promise<Dataset> {
  const check = await createReadCheck(call);
  const byFile = new Map<string, string[]>();
  for (const [name, { metafile }] of Object.entries(results)) {
    const file = await check.resolve(join(folder, metafile.replace(/^>/, '')));
    byFile.set(file, [...(byFile.get(file) ?? []), name]);
  }
  const tables = await Promise.all(
    [...byFile].map(async ([file, names]) => {
      const table = await readDataset(file);
      if (table.columns.get('uid')?.type !== 'u8') {
        throw invalid('query', 'path', 'Expected rows with a column uid of unsigned 64-bit numbers.', file);
      }
      return renameColumns(table, (column) =>
        column === 'uid' || names.includes(column.split('/')[0] ?? '') ? column : null,
      );
    }),
  );
  if (tables.length === 0) throw invalid('query', 'path', 'Expected a .csg file with results.', folder);
  return matchByUid(tables);
}
