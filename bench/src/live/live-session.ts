import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Client, type Exposure, type LivePreprocessingParams, type Session } from '@vitreous/schema';
import type { ServerProcess } from '../server/server-process.js';

/** A session over a watched folder, in a project of its own. */
export interface LiveSession {
  readonly call: Client;
  readonly key: { readonly project_uid: string; readonly session_uid: string };
  readonly watched: string;
  readonly folder: string;
  read(): Promise<Session>;
  exposures(): Promise<Exposure[]>;
  /** The exposures of each stage, from one small answer; `failed` apart. */
  stages(): Promise<Readonly<Record<string, number>>>;
}

interface Wanted {
  readonly projects: string;
  readonly title: string;
  readonly workers: number;
  readonly intervalS: number;
  readonly gain: string | null;
  /** What is found is not processed. */
  readonly ignored?: boolean;
  readonly params: Partial<LivePreprocessingParams>;
}

/** Asks a server as it is now: it may have been started again since, at the same address. */
export function clientOf(server: Pick<ServerProcess, 'url' | 'token'>): Client {
  return createClient({ baseUrl: `${server.url}/api/cmd`, token: () => server.token });
}

/** Sets a session up that is ready to start. */
export async function createLiveSession(server: ServerProcess, wanted: Wanted): Promise<LiveSession> {
  const { projects, title, workers, intervalS, gain, ignored = false, params } = wanted;
  const call = clientOf(server);
  const watched = join(projects, `${title}-watched`);
  mkdirSync(watched, { recursive: true });
  const { uid: project_uid, project_dir } = await call('projects.create', { title, parent_dir: projects });
  const session = await call('sessions.create', { project_uid, title });
  const key = { project_uid, session_uid: session.session_uid };
  await call('sessions.update_compute_configuration', {
    ...key,
    body: { ...session.compute_resources, phase_one_lane: 'default', phase_one_gpus: workers },
  });
  const { exp_group_id: exposure_group_id } = await call('sessions.create_exposure_group', key);
  const group = { ...key, exposure_group_id };
  const files = { file_engine_watch_path_abs: watched, file_engine_interval: intervalS, file_engine_enable: true };
  await call('sessions.update_exposure_group', {
    ...group,
    body: {
      ignore_exposures: ignored,
      defect_path: null,
      file_engine_recursive: false,
      file_engine_filter: '*',
      file_engine_min_file_size: 0,
      file_engine_min_modified_time_delta: 0,
      gainref_path: gain,
      ...files,
    },
  });
  await call('sessions.finalize_exposure_group', group);
  await call('sessions.update_session_params', { ...key, body: { ...session.params, ...params } });
  return {
    call,
    key,
    watched,
    folder: join(project_dir, session.session_dir),
    read: () => call('sessions.find_one', key),
    exposures: () => call('exposures.find', { ...listed(key), limit: 0 }),
    stages: async () => (await call('sessions.find_one', key)).exposure_summary['stages'] as Record<string, number>,
  };
}

/** A session in the words of a list. */
export function listed({ project_uid, session_uid }: LiveSession['key']): {
  project_uid: string[];
  session_uid: string[];
} {
  return { project_uid: [project_uid], session_uid: [session_uid] };
}

/** Waits until something is so. @throws Error when that takes too long. */
export async function until(what: string, seconds: number, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what} took longer than ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Pauses a session and waits for its workers: those that outlive their server wait for it. */
export async function pauseAndWait({ call, key }: Pick<LiveSession, 'call' | 'key'>): Promise<void> {
  await call('sessions.pause', key);
  await until('the end of the workers', 120, async () => {
    const running = await call('jobs.find', { status: ['launched', 'started', 'running'] });
    return running.length === 0;
  });
}
