import { linkSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '@vitreous/schema';
import { call } from './server-process.js';

interface Places {
  readonly projects: string;
  /** Made by `simulate movies`, at 1.5 Å and 20 e/Å². */
  readonly movies: string;
  readonly watched: string;
}

/** A session P1 S1 that watches an empty folder, with all it needs to go as far as classes. Returns what calls functions. */
export async function setUpSession(url: string, token: string, { projects, movies, watched }: Places): Promise<Caller> {
  const post: Caller['post'] = (path, body) => call(url, token, 'POST', path, body);
  const caller = {
    post,
    session: async () => (await call(url, token, 'GET', 'sessions.find_one/P1/S1')) as Session,
  };
  await post(`projects.create?${new URLSearchParams({ title: 'Apoferritin', parent_dir: projects }).toString()}`);
  const made = (await post('sessions.create/P1?title=Grid%203%2C%20overnight')) as Session;
  const lanes = { phase_one_lane: 'default', phase_two_lane: 'default', auxiliary_lane: 'default' };
  await post('sessions.update_compute_configuration/P1/S1', { ...made.compute_resources, ...lanes });
  const group = (await post('sessions.create_exposure_group/P1/S1')) as { exp_group_id: number };
  await post(`sessions.update_exposure_group/P1/S1/${group.exp_group_id}`, {
    file_engine_watch_path_abs: watched,
    file_engine_filter: '*.tiff',
    file_engine_enable: true,
    file_engine_interval: 1,
    gainref_path: join(movies, 'gain.mrc'),
    defect_path: join(movies, 'defects.txt'),
  });
  await post(`sessions.finalize_exposure_group/P1/S1/${group.exp_group_id}`);
  await post('sessions.update_session_params/P1/S1', {
    ...made.params,
    ...{ psize_A: 1.5, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 },
    ...{ blob_diameter_min: 100, blob_diameter_max: 140, box_size_pix: 128, bin_size_pix: 64 },
  });
  return caller;
}

export interface Caller {
  post(path: string, body?: unknown): Promise<unknown>;
  session(): Promise<Session>;
}

/** Lets movies appear in the watched folder, as the microscope would; returns how many. */
export function letMoviesArrive({ movies, watched }: Places): number {
  const names = readdirSync(movies).filter((name) => name.endsWith('.tiff'));
  for (const name of names) linkSync(join(movies, name), join(watched, name));
  return names.length;
}
