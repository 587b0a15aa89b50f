import { constants } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readDataset, writeDataset } from '@vitreous/formats';
import { job as jobModel, type Job } from '@vitreous/schema';
import { createId } from '@vitreous/store';
import { callerOf, type Call } from '../house.js';
import { listBuildErrors } from '../jobs/build-errors.js';
import { changeJob, numberOfStatus } from '../jobs/find-job.js';
import { outputOf } from '../jobs/insert-job.js';
import { announceInBackground } from '../notifications/in-background.js';
import { invalid } from '../problem.js';
import { readRecord, recordIn } from '../projects/attach.js';
import { findOpenProject, findWorkspace } from '../projects/find-project.js';
import { insertLog, jobLog, logName } from '../projects/job-log.js';
import { recordName } from '../projects/mirror.js';
import { updateStatistics } from '../projects/statistics.js';
import { listPaths, mapPaths } from './dataset-paths.js';
import { linkedFolder, listFiles, tablesOf } from './export-job.js';
import { failImport } from './import-results.js';
import { linkFiles } from './link-files.js';
import { createReadCheck, resolveImport } from './read-check.js';

/**
 * Makes a job of a folder that exportJob wrote. The record is there at once, marked as importing; files are copied in
 * the background, and those of other jobs linked.
 */
export async function importJob(call: Call, projectUid: string, workspaceUid: string, path: string): Promise<Job> {
  const project = findOpenProject(call, projectUid);
  findWorkspace(call, projectUid, workspaceUid);
  const source = await resolveImport(call, project, path);
  const named = await readRecord(join(source, recordName), jobModel);
  const read = named === null ? null : recordIn(named.job_dir).safeParse(named);
  if (read?.success !== true) {
    throw invalid('query', 'path', 'Expected the folder of an exported job: its job.json is missing or wrong.', path);
  }
  const log = await readRecord(join(source, logName), jobLog);
  const created = call.store.transact(() => {
    const job = insertImported(call, projectUid, workspaceUid, read.data);
    insertLog(call, job, log ?? { events: [], assets: [] });
    call.store.jobs.insert(job);
    updateStatistics(call, projectUid);
    return job;
  });
  call.wakeMirror();
  announceInBackground(call, {
    what: `Importing ${read.data.uid} as ${created.uid}`,
    project_uid: projectUid,
    job_uid: created.uid,
    work: async () => {
      try {
        await copyFiles(call, source, read.data, created);
      } catch (error) {
        failImport(call, created, error);
        throw error;
      }
      changeJob(call, projectUid, created.uid, (job) => {
        job.import_status = 'complete';
      });
      return `${created.uid} has been imported from ${path}.`;
    },
  });
  return created;
}

/** The record of an imported job: without connections, and with results of its own folder only. */
function insertImported(call: Call, projectUid: string, workspaceUid: string, exported: Job): Job {
  const { uid_num: projectNumber } = findOpenProject(call, projectUid);
  const number = call.store.counters.next(`${projectUid}/job`);
  const job_dir = `J${number}`;
  const now = call.now().toISOString();
  const job: Job = structuredClone(exported);
  const tables = new Set(tablesOf(exported));
  // What was at work when it was exported is not at work here.
  if (!['building', 'completed', 'killed', 'failed'].includes(job.status)) job.status = 'failed';
  Object.assign(job, {
    _id: createId(call.now().getTime()),
    updated_at: now,
    imported_at: now,
    import_status: 'importing',
    uid: job_dir,
    uid_num: number,
    project_uid: projectUid,
    project_uid_num: projectNumber,
    workspace_uids: [workspaceUid],
    job_dir,
    job_dir_size_last_updated: now,
    status_num: numberOfStatus(job.status),
    created_by_user_id: callerOf(call)._id,
    created_by_job_uid: null,
    cloned_from: null,
    parents: [],
    children: [],
    is_final_result: false,
    is_ancestor_of_final_result: false,
    starred_by: [],
    tags: [],
    workflow: null,
    deleted: false,
    deleting: false,
    autodump: true,
    resources_allocated: null,
    queued_by_user_id: null,
    queue_status: null,
    queue_message: null,
    run_as_user: null,
    last_exported_at: null,
    last_exported_location: null,
    PID_main: null,
    PID_monitor: null,
    PID_workers: [],
    interactive_port: null,
    cluster_job_id: null,
  } satisfies Partial<Job>);
  for (const input of Object.values(job.spec.inputs)) input.connections = [];
  for (const [name, output] of Object.entries(job.spec.outputs)) {
    const isOurs = output.results.every(({ metafiles }) => metafiles.every((file) => tables.has(file)));
    if (!isOurs || job.status === 'building') job.spec.outputs[name] = outputOf(output);
    for (const result of job.spec.outputs[name]?.results ?? []) {
      result.metafiles = result.metafiles.map((file) => join(job_dir, file.slice(exported.job_dir.length + 1)));
    }
  }
  job.build_errors = listBuildErrors(job);
  return job;
}

async function copyFiles(call: Call, source: string, exported: Job, job: Job): Promise<void> {
  const { project_dir: directory } = findOpenProject(call, job.project_uid);
  const target = join(directory, job.job_dir);
  await mkdir(target, { recursive: true });
  const tables = new Set(tablesOf(exported).map((file) => file.slice(exported.job_dir.length + 1)));
  const check = await createReadCheck(call);
  const own = (file: string): boolean => ![recordName, logName].includes(file) && !file.startsWith(`${linkedFolder}/`);
  for (const file of (await listFiles(source)).filter(own)) {
    const from = await check.resolve(join(source, file));
    if (!(await stat(from).catch(() => null))?.isFile()) continue;
    const to = join(target, file);
    await mkdir(dirname(to), { recursive: true });
    if (!tables.has(file)) {
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      continue;
    }
    const table = await readDataset(from);
    const foreign = listPaths(table).filter((path) => !isOwn(path));
    const { names } = await linkFiles(call, foreign, { source, target, below: '' });
    const moved = mapPaths(table, (path) =>
      path === '' ? '' : join(job.job_dir, names.get(path) ?? path.replace(/^>/, '')),
    );
    await writeDataset(to, moved);
  }
}

/** Whether a table's name is that of a file which is copied with the job. */
function isOwn(path: string): boolean {
  return path.startsWith('>') && !path.startsWith(`>${linkedFolder}/`) && !path.split('/').includes('..');
}
