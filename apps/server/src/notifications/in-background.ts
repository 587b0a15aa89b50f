import { sentenceOf } from '@vitreous/errors';
import { callerOf, type Call } from '../house.js';
import { Problem } from '../problem.js';
import { postNotification } from './post.js';

interface Task {
  /** What is done, as the start of a sentence: `Deleting P3`. */
  readonly what: string;
  readonly project_uid: string | null;
  readonly job_uid?: string;
  /** Returns what the caller is told when it is done; null when that says itself. */
  readonly work: () => Promise<string | null>;
}

/** Runs work that the caller does not wait for; notices tell how it ended. */
export function announceInBackground(call: Call, { what, project_uid, job_uid, work }: Task): void {
  const about = { user_id: callerOf(call)._id, project_uid, job_uid: job_uid ?? null };
  call.inBackground(what, async () => {
    try {
      const message = await work();
      if (message !== null) postNotification(call, { ...about, message, status: 'success' });
    } catch (error) {
      const reason = error instanceof Problem ? error.message : sentenceOf(error);
      const message = `${what} failed: ${reason ?? 'the server’s log says more.'}`;
      postNotification(call, { ...about, message, status: 'danger', ttl_seconds: null });
      throw error;
    }
  });
}
