import { join } from 'node:path';
import type { Job } from '@vitreous/schema';
import type { Call } from '../house.js';
import { outputNamed } from '../jobs/connections.js';
import { changeJob, findJob } from '../jobs/find-job.js';
import { loadOutput } from '../jobs/load-results.js';
import { conflict, invalid } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { makeExportsFolder, replaceFolder } from './replace-folder.js';
import { writeGroup } from './write-group.js';

/**
 * Writes an output into `exports/groups` of its project: a `.csg` list, the rows, and links to all files that the rows
 * name, so that the folder can be imported where it is or, copied with its links followed, anywhere.
 */
export async function exportResults(
  call: Call,
  projectUid: string,
  jobUid: string,
  outputName: string,
  wanted: readonly string[] | null,
): Promise<Job> {
  const project = findOpenProject(call, projectUid);
  const job = findJob(call, projectUid, jobUid);
  const output = outputNamed(job, outputName);
  const known = output.results.map(({ name }) => name);
  const odd = wanted?.find((name) => !known.includes(name));
  if (odd !== undefined)
    throw invalid('body', 'result_names', `Expected some of ${known.join(', ')}.`, odd.slice(0, 100));
  const results = output.results.filter(({ name, versions }) => wanted?.includes(name) ?? versions.length > 0);
  if (results.length === 0) throw conflict(`${jobUid} ${outputName} has no results yet: the job is ${job.status}.`);
  const dataset = await loadOutput(
    call,
    project,
    job,
    outputName,
    results.map(({ name }) => name),
    'F',
  );

  const name = `${projectUid}_${jobUid}_${outputName}`;
  const folder = await makeExportsFolder(project.project_dir, 'groups');
  await replaceFolder(join(folder, name), async (part) => {
    const { type, title, description } = output;
    const group = { name: outputName, type, title, description };
    await writeGroup(call, { source: project.project_dir, target: part, name }, { group, results, dataset });
  });
  return noteExport(call, job, join('exports', 'groups', name));
}

/** Notes when and where a job or an output of it was exported. */
export function noteExport(call: Call, { project_uid, uid }: Job, location: string): Job {
  return changeJob(call, project_uid, uid, (job) => {
    job.last_exported_at = call.now().toISOString();
    job.last_exported_location = location;
    job.last_exported_version = call.version;
  });
}
