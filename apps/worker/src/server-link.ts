import { setTimeout as wait } from 'node:timers/promises';
import { actionCall, type LogEntry, type Reporter, type SavedOutput } from '@vitreous/job-kit';

/** How long a server that is down is waited for. */
const patienceMs = 10 * 60_000;
const heartbeatMs = 5000;

/** Thrown when the server says that the task is over: the job was killed, cleared or deleted. */
export class TaskOver extends Error {
  override readonly name = 'TaskOver';
}

export interface ServerLink extends Reporter {
  close(): void;
}

/**
 * The line to the server. Calls wait while the server is down; heartbeats go by themselves. What only waits for people is
 * given up when `signal` is aborted.
 */
export function createServerLink(
  url: string,
  token: string,
  signal: AbortSignal,
  over: (reason: TaskOver) => void,
): ServerLink {
  let latest = { fraction: 0, what: 'starting' };
  let waiting: Promise<void> = Promise.resolve();

  const post = async (path: string, body: unknown, given: AbortSignal | null = null): Promise<unknown> => {
    const until = Date.now() + patienceMs;
    for (let pause = 200; ; pause = Math.min(pause * 2, 10_000)) {
      try {
        const response = await fetch(`${url}/api/worker/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal: given,
        });
        const text = await response.text();
        if (response.status === 410) throw new TaskOver(text);
        if (response.ok) return text === '' ? null : (JSON.parse(text) as unknown);
        if (response.status < 500) throw new Error(`the server refused ${path}: ${text}`);
      } catch (error) {
        // fetch fails with a TypeError when nobody answers.
        if (!(error instanceof TypeError) || Date.now() > until) throw error;
      }
      if (Date.now() > until) throw new Error(`the server has not answered ${path} for ${patienceMs / 1000} s`);
      await wait(pause);
    }
  };
  /** Calls in order, so that a log reads as it was written. */
  const inOrder = async (path: string, body: unknown): Promise<void> => {
    const turn = waiting.then(() => post(path, body));
    waiting = turn.then(
      () => undefined,
      () => undefined,
    );
    await turn;
  };

  const timer = setInterval(() => {
    post('heartbeat', latest).catch((error: unknown) => {
      over(error instanceof TaskOver ? error : new TaskOver(String(error)));
    });
  }, heartbeatMs);
  return {
    post,
    progress: (fraction, what) => {
      latest = { fraction, what };
    },
    log: (entry: LogEntry) => inOrder('log', entry),
    saved: (output: SavedOutput) => inOrder('output', output),
    status: (status) => inOrder('status', { status }),
    nextAction: async () => actionCall.nullable().parse(await post('next-action', {}, signal)),
    answerAction: async (answer) => {
      await post('answer-action', answer);
    },
    close: () => {
      clearInterval(timer);
    },
  };
}
