import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { sentenceOf } from '@vitreous/errors';
import {
  createRunContext,
  serverAddress,
  task as taskType,
  type ServerAddress,
  type WorkerGreeting,
} from '@vitreous/job-kit';
import { findJobDefinition, loadRun } from '@vitreous/jobs';
import { createServerLink, TaskOver } from './server-link.js';

/** A process that runs one job: it asks the server which, by the token it was started with, and tells how it goes. */
async function main(): Promise<void> {
  const { url, token } = await findServer();
  const controller = new AbortController();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
  };
  process.on('SIGTERM', () => {
    stop(new TaskOver('asked to stop'));
  });
  const link = createServerLink(url, token, controller.signal, stop);
  try {
    const task = taskType.parse(await link.post('start', introduce()));
    const run = await loadRun(task.type);
    const definition = findJobDefinition(task.type);
    if (run === null || definition === null) throw new Error(`there is no runner for ${task.type}`);
    const params = Object.fromEntries(
      Object.entries(definition.params).map(([name, { type }]) => [name, type.parse(task.params[name])]),
    );
    const cache = params['compute_use_ssd'] === true ? task.cache : null;
    const job = createRunContext({ ...task, cache }, link, controller.signal);
    let error: string | null = null;
    try {
      await run(params, job.context);
    } catch (thrown) {
      if (controller.signal.aborted || thrown instanceof TaskOver) throw thrown;
      // A sentence for a person; a stack for a bug.
      error = sentenceOf(thrown) ?? (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      process.stderr.write(`${error}\n`);
    } finally {
      await job.close();
    }
    await link.post('end', { error });
  } finally {
    link.close();
  }
}

/** Where the server is and the token: in a file that is named by `--task`, or in the environment. */
async function findServer(): Promise<ServerAddress> {
  const { values } = parseArgs({ options: { task: { type: 'string' } } });
  if (values.task !== undefined) {
    const text = await readFile(values.task, 'utf8').catch(() => {
      throw new TaskOver(`${values.task ?? ''} is not there any more`);
    });
    return serverAddress.parse(JSON.parse(text));
  }
  return serverAddress.parse({ url: process.env['VITREOUS_URL'], token: process.env['VITREOUS_TASK'] });
}

/** Who this is; the variables are those of Slurm, PBS, SGE and LSF. */
function introduce(): WorkerGreeting {
  const { SLURM_JOB_ID, PBS_JOBID, JOB_ID, LSB_JOBID } = process.env;
  return { pid: process.pid, cluster_job_id: SLURM_JOB_ID ?? PBS_JOBID ?? JOB_ID ?? LSB_JOBID ?? null };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof TaskOver)) throw error;
  process.stderr.write(`The task is over: ${error.message}\n`);
  process.exitCode = 0;
}
