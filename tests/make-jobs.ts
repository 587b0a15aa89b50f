import type { Job } from '@vitreous/schema';
import { vi } from 'vitest';
import { call } from './server-process.js';

/** Name of an input, number of the job before, name of its output. */
type Connection = readonly [string, string, string];

export interface JobMaker {
  post(path: string, body?: unknown): Promise<unknown>;
  /** A job in workspace W1 of project P1; answers its number. */
  make(type: string, params?: object, ...connections: Connection[]): Promise<string>;
  /** Waits until the job is in a state. @throws after a while with the state that it is in. */
  becomes(uid: string, status: string): Promise<void>;
  /** How many items each output has. */
  counts(uid: string): Promise<Record<string, number>>;
  params(uid: string): Promise<Readonly<Record<string, unknown>>>;
  /** The jobs of a workspace. */
  find(workspace: string): Promise<readonly Job[]>;
  /** How many jobs there are. */
  count(): Promise<number>;
}

interface Seen {
  readonly uid: string;
  readonly status: string;
  readonly errors_run: readonly { readonly message: string }[];
  readonly spec: {
    readonly outputs: Readonly<Record<string, { readonly num_items: number }>>;
    readonly params: Readonly<Record<string, unknown>>;
  };
}

/** Makes jobs as scripts do: what a test of the browser begins with. */
export function createJobMaker(url: string, token: string): JobMaker {
  const post = (path: string, body?: unknown): Promise<unknown> => call(url, token, 'POST', path, body);
  const look = async (uid: string): Promise<Seen> => (await call(url, token, 'GET', `jobs.find_one/P1/${uid}`)) as Seen;
  return {
    post,
    make: async (type, params = {}, ...connections) => {
      const { uid } = (await post(`jobs.create/P1/W1?type=${type}`, params)) as Seen;
      for (const [input, source, output] of connections) {
        await post(`jobs.connect/P1/${uid}/${input}?source_job_uid=${source}&source_output_name=${output}`);
      }
      return uid;
    },
    becomes: async (uid, status) => {
      const check = async (): Promise<void> => {
        const { status: now, errors_run } = await look(uid);
        if (now !== status) throw new Error(`${uid} is ${now}, not ${status}: ${errors_run[0]?.message ?? ''}`);
      };
      await vi.waitFor(check, { timeout: 100_000, interval: 100 });
    },
    counts: async (uid) => {
      const { spec } = await look(uid);
      return Object.fromEntries(Object.entries(spec.outputs).map(([name, { num_items }]) => [name, num_items]));
    },
    find: async (workspace) =>
      (await call(url, token, 'GET', `jobs.find?project_uid=P1&workspace_uid=${workspace}`)) as readonly Job[],
    params: async (uid) => (await look(uid)).spec.params,
    count: async () => (await call(url, token, 'GET', 'jobs.count')) as number,
  };
}
