import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { liveAnswer, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import type { liveWorker } from './definition.js';
import { processExposure } from './process-exposure.js';
import { createDiary } from './diary.js';

/** Asks for exposures and processes them. What is wrong with one is told of that one; the next is asked for. */
export async function run(_params: ParamsOf<typeof liveWorker>, context: RunContext): Promise<void> {
  // Paths in the project are relative to it, in results and in the files that stages write.
  process.chdir(context.projectDir);
  await context.log(`Works on ${hostname()} with ${context.threads} threads.`);
  const diary = createDiary(context);
  for (;;) {
    context.signal.throwIfAborted();
    const answer = liveAnswer.parse(await context.ask('live/claim', {}));
    if (answer.kind === 'end') break;
    if (answer.kind === 'wait') {
      context.progress(0, `${diary.count()} exposures done; waiting for the next`);
      await wait(answer.ms, undefined, { signal: context.signal });
      continue;
    }
    const begun = performance.now();
    const failure = await processExposure(answer.task, context);
    await diary.note(answer.task, (performance.now() - begun) / 1000, failure?.reason ?? null);
  }
  await diary.end();
}
