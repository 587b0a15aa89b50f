import { sentenceOf } from '@vitreous/errors';
import { createRunContext, task as taskType } from '@vitreous/job-kit';
import { findJobDefinition, loadRun } from '@vitreous/jobs';
import { createServerLink, TaskOver } from './server-link.js';

/** A process that runs one job: it asks the server which, by the token it was started with, and tells how it goes. */
async function main(): Promise<void> {
  const { VITREOUS_URL: url, VITREOUS_TASK: token } = process.env;
  if (url === undefined || token === undefined) throw new Error('VITREOUS_URL and VITREOUS_TASK must be set');
  const controller = new AbortController();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
  };
  process.on('SIGTERM', () => {
    stop(new TaskOver('asked to stop'));
  });
  const link = createServerLink(url, token, stop);
  try {
    const task = taskType.parse(await link.post('start', {}));
    const run = await loadRun(task.type);
    const definition = findJobDefinition(task.type);
    if (run === null || definition === null) throw new Error(`there is no runner for ${task.type}`);
    const params = Object.entries(definition.params).map(([name, { type }]) => [name, type.parse(task.params[name])]);
    let error: string | null = null;
    try {
      await run(Object.fromEntries(params) as Record<string, unknown>, createRunContext(task, link, controller.signal));
    } catch (thrown) {
      if (controller.signal.aborted || thrown instanceof TaskOver) throw thrown;
      // A sentence for a person; a stack for a bug.
      error = sentenceOf(thrown) ?? (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      process.stderr.write(`${error}\n`);
    }
    await link.post('end', { error });
  } finally {
    link.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof TaskOver)) throw error;
  process.stderr.write(`The task is over: ${error.message}\n`);
  process.exitCode = 0;
}
