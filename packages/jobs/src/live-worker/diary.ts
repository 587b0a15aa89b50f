import { basename } from 'node:path';
import type { LiveTask, RunContext } from '@vitreous/job-kit';

/** A log of days is no longer than one can read: it is written so often, and at first each time the count has doubled. */
const tellEveryMs = 600_000;
/** Failures that are told one by one. */
const mostFailures = 50;

/** What a worker tells its event log of its exposures. */
export interface Diary {
  /** Exposures so far. */
  count(): number;
  note(task: Pick<LiveTask, 'exposure_uid' | 'movie'>, seconds: number, failure: string | null): Promise<void>;
  end(): Promise<void>;
}

export function createDiary({ log }: Pick<RunContext, 'log'>): Diary {
  let [done, failed, seconds] = [0, 0, 0];
  let told = { done: 0, at: performance.now() };
  const tell = async (): Promise<void> => {
    const mean = done === 0 ? '' : `, ${(seconds / done).toFixed(1)} s each`;
    await log(
      `${done} ${done === 1 ? 'exposure' : 'exposures'} processed${mean}${failed === 0 ? '' : `; ${failed} attempts failed`}.`,
    );
    told = { done, at: performance.now() };
  };
  return {
    count: () => done,
    note: async ({ exposure_uid, movie }, tookS, failure) => {
      done++;
      seconds += tookS;
      if (failure !== null) {
        failed++;
        if (failed <= mostFailures)
          await log(`Exposure ${exposure_uid} (${basename(movie)}) failed: ${failure}`, 'warning');
        if (failed === mostFailures) await log('Further failures are only counted here.', 'warning');
      }
      if (done >= 2 * told.done || performance.now() - told.at > tellEveryMs) await tell();
    },
    end: tell,
  };
}
