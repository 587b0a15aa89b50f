import { setTimeout as wait } from 'node:timers/promises';
import { liveAnswer, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import type { liveWorker } from './definition.js';
import { processExposure } from './process-exposure.js';

/** Asks for exposures and processes them. What is wrong with one is told of that one; the next is asked for. */
export async function run(_params: ParamsOf<typeof liveWorker>, context: RunContext): Promise<void> {
  // Paths in the project are relative to it, in results and in the files that stages write.
  process.chdir(context.projectDir);
  let done = 0;
  for (;;) {
    context.signal.throwIfAborted();
    const answer = liveAnswer.parse(await context.ask('live/claim', {}));
    if (answer.kind === 'end') break;
    if (answer.kind === 'wait') {
      context.progress(0, `${done} exposures done; waiting for the next`);
      await wait(answer.ms, undefined, { signal: context.signal });
      continue;
    }
    await processExposure(answer.task, context);
    done++;
  }
  await context.log(`${done} exposures processed.`);
}
