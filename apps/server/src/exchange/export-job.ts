import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { readDataset, writeDataset } from '@vitreous/formats';
import type { Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { activeStatuses, findJob } from '../jobs/find-job.js';
import { conflict } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { collectLog, logName } from '../projects/job-log.js';
import { recordName } from '../projects/mirror.js';
import { listPaths, mapPaths } from './dataset-paths.js';
import { noteExport } from './export-results.js';
import { linkFiles } from './link-files.js';
import { makeExportsFolder, replaceFolder } from './replace-folder.js';

/** Folder of an exported job for links to files of other jobs. */
export const linkedFolder = 'linked';

/**
 * Writes a job into `exports/jobs` of its project: its record, its log, tables with names that hold in that folder, and
 * links to all its other files and to those of other jobs that its tables name.
 */
export async function exportJob(call: Call, projectUid: string, jobUid: string): Promise<Job> {
  const { project_dir: directory } = findOpenProject(call, projectUid);
  const job = findJob(call, projectUid, jobUid);
  if (activeStatuses.has(job.status)) throw conflict(`${jobUid} is ${job.status}: wait until it has ended.`);
  const name = `${projectUid}_${jobUid}_${job.spec.type}`;
  const folder = await makeExportsFolder(directory, 'jobs');
  await replaceFolder(join(folder, name), async (part) => {
    const tables = new Set(tablesOf(job));
    const own = `${job.job_dir}/`;
    const others = (await listFiles(join(directory, job.job_dir))).filter(
      (file) => !tables.has(join(job.job_dir, file)) && ![recordName, logName].includes(file),
    );
    await linkFiles(call, others, { source: join(directory, job.job_dir), target: part, below: '' });
    for (const file of tables) {
      const table = await readDataset(join(directory, file));
      const foreign = listPaths(table).filter((path) => !normalize(path).startsWith(own));
      const { names } = await linkFiles(call, foreign, { source: directory, target: part, below: linkedFolder });
      const moved = mapPaths(table, (path) =>
        path === '' ? '' : `>${names.get(path) ?? normalize(path).slice(own.length)}`,
      );
      const target = join(part, relative(job.job_dir, file));
      await mkdir(dirname(target), { recursive: true });
      await writeDataset(target, moved);
    }
    await writeFile(join(part, recordName), `${JSON.stringify(job, null, 2)}\n`);
    await writeFile(join(part, logName), `${JSON.stringify(collectLog(call, job))}\n`);
  });
  return noteExport(call, job, join('exports', 'jobs', name));
}

/** The tables of a job's results, relative to the project. */
export function tablesOf({ job_dir, spec }: Job): string[] {
  const files = Object.values(spec.outputs).flatMap(({ results }) => results.flatMap(({ metafiles }) => metafiles));
  return [...new Set(files.map((file) => normalize(file)))].filter((file) => file.startsWith(`${job_dir}/`));
}

/** Every file and link below a folder, relative to it; links are not followed. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}
