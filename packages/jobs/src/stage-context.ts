import { join } from 'node:path';
import type { RunContext } from '@vitreous/job-kit';
import type { StageContext } from '@vitreous/stages';

/** A stage that works for a job, in the job's folder. */
export function stageContextOf(context: RunContext): StageContext {
  const { projectDir, jobDir, threads, signal } = context;
  return {
    outDir: join(projectDir, jobDir),
    threads,
    signal,
    progress: (fraction, what) => {
      context.progress(fraction, what);
    },
  };
}
