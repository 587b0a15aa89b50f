import { columnsOf, encodeColumns } from '@vitreous/formats';
import { readFile, rm, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { Job, OutputResult } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { changeJob, findJob } from '../jobs/find-job.js';
import { outputNamed } from '../jobs/connections.js';
import { fileOf, loadInput, openOutput } from '../jobs/load-results.js';
import { listOutputFields } from '../jobs/output-fields.js';
import { saveOutput } from '../jobs/save-result.js';
import { conflict, invalid, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { measureJob } from '../projects/keep-sizes.js';
import { resolveInProject } from '../projects/project-file.js';

/** Most of a log that is sent. */
const mostLog = 16 * 1024 * 1024;

/** What jobs take and give: datasets, pictures, sizes. */
export const jobResultFunctions: Handlers = {
  'jobs.load_output': async (call, { project_uid, job_uid, output_name, slots, version }) => {
    const project = findProject(call, project_uid);
    const job = findJob(call, project_uid, job_uid);
    return encodeColumns(await openOutput(call, project, job, output_name, slots, version));
  },
  'jobs.load_input': async (call, { project_uid, job_uid, input_name, slots }) => {
    const project = findProject(call, project_uid);
    return encodeColumns(
      columnsOf(await loadInput(call, project, findJob(call, project_uid, job_uid), input_name, slots)),
    );
  },
  'jobs.save_output': (call, { project_uid, job_uid, output_name, dataset, version, filename }) => {
    const project = findOpenProject(call, project_uid);
    const job = findJob(call, project_uid, job_uid);
    if (job.spec.type !== 'snowflake') throw conflict(`${job_uid} is no external job: it saves its outputs itself.`);
    if (job.status !== 'running' && job.status !== 'waiting') {
      throw conflict(`${job_uid} is ${job.status}: start it before saving outputs.`);
    }
    if (version < 0 || version > 1_000_000) throw invalid('query', 'version', 'Expected 0 to 1000000.', version);
    return saveOutput(call, project, job, output_name, dataset, { version, filename });
  },
  'jobs.get_output_fields': (call, { project_uid, job_uid, output_name }) =>
    listOutputFields(outputNamed(findJob(call, project_uid, job_uid), output_name)),
  'jobs.find_output_result': (call, input) => findResult(call, input),
  'jobs.get_output_result_path': (call, input) => {
    const job = findJob(call, input.project_uid, input.job_uid);
    const result = findResult(call, input);
    return fileOf({ job, outputName: input.output_name, result, version: input.version });
  },
  'jobs.delete_output_result_files': async (call, input) => {
    const { project_dir: directory } = findOpenProject(call, input.project_uid);
    const files = findResult(call, input).metafiles;
    const job = changeJob(call, input.project_uid, input.job_uid, (changed) => {
      if (changed.is_final_result) throw conflict(`${changed.uid} is a final result: unmark it first.`);
      if (changed.status === 'running') throw conflict(`${changed.uid} is running.`);
      for (const result of outputNamed(changed, input.output_name).results) {
        if (result.metafiles.some((file) => files.includes(file))) {
          Object.assign(result, { versions: [], metafiles: [], num_items: [] });
        }
      }
    });
    for (const file of files) {
      if (normalize(file).startsWith(`${job.job_dir}/`)) await rm(join(directory, file), { force: true });
    }
    return null;
  },
  'jobs.set_output_image': (call, { project_uid, job_uid, output_name, body }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      requireAsset(call, project_uid, body.fileid);
      outputNamed(job, output_name).image = body.fileid;
    }),
  'jobs.set_tile_image': (call, { project_uid, job_uid, body }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      requireAsset(call, project_uid, body.fileid);
      job.ui_tile_images = [{ name: 'tile0', fileid: body.fileid, num_rows: 1, num_cols: 1 }];
    }),

  'jobs.recalculate_size': (call, { project_uid, job_uid }) => recalculate(call, project_uid, job_uid),
  'jobs.recalculate_size_async': (call, { project_uid, job_uid }) => {
    findOpenProject(call, project_uid);
    findJob(call, project_uid, job_uid);
    call.inBackground(`Measuring ${project_uid} ${job_uid}`, (stopping) =>
      measureJob(call, project_uid, job_uid, stopping),
    );
    return null;
  },

  'jobs.get_log_path': (call, { project_uid, job_uid }) => logPath(call, project_uid, job_uid),
  'jobs.get_log': async (call, { project_uid, job_uid }) => {
    const project = findProject(call, project_uid);
    const path = await resolveInProject(call, project, 'job_uid', logPath(call, project_uid, job_uid));
    const found = await stat(path).catch(() => null);
    if (found === null) return '';
    const text = await readFile(path, 'utf8');
    return text.length > mostLog ? text.slice(-mostLog) : text;
  },
};

interface ResultName {
  readonly project_uid: string;
  readonly job_uid: string;
  readonly output_name: string;
  readonly result_name: string;
}

function findResult(call: Call, { project_uid, job_uid, output_name, result_name }: ResultName): OutputResult {
  const output = outputNamed(findJob(call, project_uid, job_uid), output_name);
  const result = output.results.find(({ name }) => name === result_name);
  if (result === undefined) throw notFound(`Result ${result_name.slice(0, 100)} of ${job_uid} ${output_name}`);
  return result;
}

function requireAsset(call: Call, projectUid: string, id: string): void {
  if (call.store.assets.get(id)?.project_uid !== projectUid) throw notFound(`Asset ${id.slice(0, 40)}`);
}

async function recalculate(call: Call, projectUid: string, uid: string): Promise<Job> {
  findOpenProject(call, projectUid);
  findJob(call, projectUid, uid);
  await measureJob(call, projectUid, uid);
  return findJob(call, projectUid, uid);
}

function logPath(call: Call, projectUid: string, uid: string): string {
  return join(findProject(call, projectUid).project_dir, findJob(call, projectUid, uid).job_dir, 'job.log');
}
