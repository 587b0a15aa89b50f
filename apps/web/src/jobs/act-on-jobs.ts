import type { Job } from '@vitreous/schema';
import { countOf } from '../design/format.js';
import { act } from '../server/act.js';
import { sentenceOf } from '../server/call.js';

/**
 * Does one thing to job after job, and says of how many it is done: `done` goes on after "3 jobs ". What hinders one does
 * not keep it from the others; true when it is done to all.
 */
export function actOnJobs(
  jobs: readonly Job[],
  work: (given: { project_uid: string; job_uid: string }, job: Job) => Promise<unknown>,
  done: string,
): Promise<boolean> {
  const [only] = jobs;
  const whom = jobs.length === 1 && only !== undefined ? only.uid : countOf(jobs.length, 'job');
  return act(
    async () => {
      const failures: string[] = [];
      for (const job of jobs) {
        try {
          await work({ project_uid: job.project_uid, job_uid: job.uid }, job);
        } catch (error) {
          failures.push(`${job.uid}: ${sentenceOf(error)}`);
        }
      }
      if (failures.length === 0) return;
      const [first = '', ...more] = failures;
      if (jobs.length === 1) throw new Error(first);
      const others = more.length === 0 ? '' : ` And ${more.length} more could not.`;
      throw new Error(`${jobs.length - failures.length} of ${whom} ${done}. ${first}${others}`);
    },
    `${whom} ${jobs.length === 1 ? 'is' : 'are'} ${done}`,
  );
}
