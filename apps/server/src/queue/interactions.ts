import { randomUUID } from 'node:crypto';
import type { ActionAnswer, ActionCall } from '@vitreous/job-kit';
import type { Job } from '@vitreous/schema';
import { conflict, Problem, type Invalid } from '../problem.js';

/** How long a worker that asks for posts is kept waiting before it asks again. */
const pollMs = 20_000;
/** How often a job is looked at while somebody waits for its answer: it may be killed, or fail. */
const lookMs = 250;
/** Posts that may wait at one job. */
const mostPosts = 100;

/** What people post to jobs that wait, on its way to their workers and back. Held in memory: who posts waits. */
export interface Interactions {
  /**
   * A worker's answer to a post. `read` finds the job again.
   *
   * @throws Problem as the worker says; 409 when the job waits no longer, or has not answered in time.
   */
  readonly ask: (
    job: Job,
    action: string,
    body: unknown,
    timeoutMs: number,
    read: () => Job | null,
  ) => Promise<unknown>;
  /** For a worker: the first post that is not answered yet; null when none came for a while. */
  readonly next: (job: Job) => Promise<ActionCall | null>;
  /** From a worker. What nobody waits for any more is let go. */
  readonly answer: (job: Job, answer: ActionAnswer) => void;
  /** The server stops: nobody is kept waiting. */
  readonly close: () => void;
}

interface Post {
  readonly call: ActionCall;
  /** The worker has been told. */
  handed: boolean;
  readonly settle: (answer: ActionAnswer | Problem) => void;
}

interface Box {
  readonly posts: Post[];
  /** Ends the waiting of workers that ask. */
  readonly waking: Set<() => void>;
}

export function createInteractions(): Interactions {
  const boxes = new Map<string, Box>();
  let closed = false;
  const boxOf = ({ project_uid, uid }: Job): Box => {
    const key = `${project_uid} ${uid}`;
    let box = boxes.get(key);
    if (box === undefined) boxes.set(key, (box = { posts: [], waking: new Set() }));
    return box;
  };
  const tidy = ({ project_uid, uid }: Job): void => {
    const key = `${project_uid} ${uid}`;
    const box = boxes.get(key);
    if (box?.posts.length === 0 && box.waking.size === 0) boxes.delete(key);
  };
  const wake = ({ waking }: Box): void => {
    for (const end of waking) end();
  };

  const ask: Interactions['ask'] = async (job, action, body, timeoutMs, read) => {
    requireWaiting(job.uid, job);
    const box = boxOf(job);
    if (closed || box.posts.length >= mostPosts) throw conflict(`${job.uid} has too much to answer: ask again later.`);
    const answer = await new Promise<ActionAnswer | Problem>((resolve) => {
      const call = { id: randomUUID(), action, body };
      const settle = (one: ActionAnswer | Problem): void => {
        clearTimeout(timeout);
        clearInterval(looking);
        box.posts.splice(box.posts.indexOf(post), 1);
        tidy(job);
        resolve(one);
      };
      const post: Post = { call, handed: false, settle };
      const timeout = setTimeout(() => {
        const fate = post.handed ? 'it may still be at it' : 'it was not begun';
        settle(conflict(`${job.uid} has not answered ${action.slice(0, 100)} for ${timeoutMs / 1000} s; ${fate}.`));
      }, timeoutMs);
      const looking = setInterval(() => {
        try {
          requireWaiting(job.uid, read());
        } catch (error) {
          settle(error instanceof Problem ? error : new Problem(409, `${job.uid} cannot be looked at.`));
        }
      }, lookMs);
      box.posts.push(post);
      wake(box);
    });
    if (answer instanceof Problem) throw answer;
    if (answer.status === 200) return answer.content;
    throw new Problem(answer.status, answer.content as string | Invalid[]);
  };

  const next: Interactions['next'] = async (job) => {
    const box = boxOf(job);
    if (box.posts.length === 0 && !closed) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timeout);
          box.waking.delete(end);
          resolve();
        };
        const timeout = setTimeout(end, pollMs);
        box.waking.add(end);
      });
    }
    const [post] = box.posts;
    tidy(job);
    if (post === undefined) return null;
    post.handed = true;
    return post.call;
  };

  return {
    ask,
    next,
    answer: (job, answer) => {
      boxOf(job)
        .posts.find(({ call }) => call.id === answer.id)
        ?.settle(answer);
      tidy(job);
    },
    close: () => {
      closed = true;
      for (const box of boxes.values()) {
        wake(box);
        for (const { settle } of [...box.posts]) settle(new Problem(503, 'The server is being stopped: ask again.'));
      }
    },
  };
}

function requireWaiting(uid: string, job: Job | null): void {
  if (job?.status === 'waiting') return;
  const state = job?.status ?? 'deleted';
  throw conflict(`${uid} is ${state}: only a job that is waiting can be asked.`);
}
