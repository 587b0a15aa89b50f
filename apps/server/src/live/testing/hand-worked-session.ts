import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveStage } from '@vitreous/job-kit';
import { exposure as exposureModel, type Exposure, type Job, type Project, type Session } from '@vitreous/schema';
import { createId, equals } from '@vitreous/store';
import { readJob } from '../../jobs/find-job.js';
import { failJob } from '../../queue/fail-job.js';
import type { TestServer } from '../../testing/server-for-tests.js';
import { handOut } from '../hand-out.js';
import { takeEnd, takeStage, type Report } from '../take-back.js';

/** A running session whose worker is the test itself: nothing is computed. */
export interface HandWorkedSession {
  readonly token: string;
  readonly project: Project;
  readonly sessionUid: string;
  read(): Session;
  /** Puts so many exposures into it. */
  add(count: number): void;
  exposures(): Exposure[];
  /** Takes the next exposure; its number, or null. */
  take(): number | null;
  report(uid: number, name: LiveStage['name'], version?: number): boolean;
  end(uid: number, failure?: string, kind?: 'data' | 'disk'): void;
  /** The worker's job is over. */
  leave(): void;
  /** The worker dies. */
  die(): void;
}

/** Sets one up on a lane that has no machine. */
export async function createHandWorkedSession(server: TestServer): Promise<HandWorkedSession> {
  const { house } = server;
  const { token } = await server.makeUser(`live-${createId()}@lab.org`, 'admin');
  const ask = async <Answer>(
    ...call: Parameters<TestServer['call']> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    const { status, body } = await server.call(token, ...call);
    if (status !== 200) throw new Error(`${call[0]}: ${status} ${JSON.stringify(body)}`);
    return body as Answer;
  };
  house.store.lanes.save({ name: 'nowhere', type: 'node', title: '', desc: null });
  const project = await ask<Project>('projects.create', [], { title: 'Live', parent_dir: server.projects });
  const session = await ask<Session>('sessions.create', [project.uid], { title: 'By hand' });
  const place = [project.uid, session.session_uid];
  const watched = join(server.projects, `watched-${project.uid}`);
  mkdirSync(watched);
  const compute = { ...session.compute_resources, phase_one_lane: 'nowhere' };
  await ask('sessions.update_compute_configuration', place, {}, compute);
  const group = await ask<{ exp_group_id: number }>('sessions.create_exposure_group', place);
  const groupPlace = [...place, String(group.exp_group_id)];
  await ask('sessions.update_exposure_group', groupPlace, {}, { file_engine_watch_path_abs: watched });
  await ask('sessions.finalize_exposure_group', groupPlace);
  const wanted = { psize_A: 1, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 50 };
  const params = { ...wanted, blob_diameter_min: 100, blob_diameter_max: 100, box_size_pix: 64 };
  await ask('sessions.update_session_params', place, {}, { ...session.params, ...params });
  await ask('sessions.start', place);
  const key = { project_uid: project.uid, session_uid: session.session_uid };
  const read = (): Session =>
    house.store.workspaces.first([...equals('project_uid', project.uid), ...equals('uid', session.uid)]) as Session;
  // The engine has queued a worker: from now on that is the test.
  const jobUid = await until(() => Object.keys(read().phase_one_workers)[0]);
  const job = (): Job => {
    const found = readJob(house, project.uid, jobUid);
    if (found === null) throw new Error('the worker is gone');
    found.status = 'running';
    found.heartbeat_at = house.now().toISOString();
    house.store.jobs.save(found);
    return found;
  };
  const report = (): Report => ({ house, job: job(), project });
  return {
    token,
    project,
    sessionUid: session.session_uid,
    read,
    add: (count) => {
      house.store.transact(() => {
        for (let i = 0; i < count; i++) {
          const time = house.now().toISOString();
          const uid = house.store.exposures.nextUid(key);
          const fresh = { uid, exp_group_id: group.exp_group_id, abs_file_path: `${watched}/${uid}.mrc`, size: 1 };
          const times = { created_at: time, updated_at: time, discovered_at: time };
          const exposure = exposureModel.parse({ ...key, ...fresh, ...times, _id: createId() });
          exposure.attributes.found_at = house.now().getTime() / 1000;
          house.store.exposures.insert(exposure, { file_time: uid, ignored: false });
        }
      });
    },
    exposures: () =>
      house.store.exposures.find([
        ...equals('project_uid', project.uid),
        ...equals('session_uid', session.session_uid),
      ]),
    take: () => {
      const answer = house.store.transact(() => handOut(house, job(), new Map()));
      return answer.kind === 'exposure' ? answer.task.exposure_uid : null;
    },
    report: (uid, name, version = read().parameter_version) => {
      const record = { key: `${name} ${uid}`, seconds: 1, result: results(uid)[name] };
      const stage = { exposure_uid: uid, parameter_version: version, name, record, micrograph_uid: null };
      return house.store.transact(() => takeStage(report(), stage));
    },
    die: () => {
      house.store.transact(() => {
        failJob(house, job(), 'it was killed');
      });
      house.wakeSessions();
    },
    leave: () => {
      house.store.jobs.save({ ...job(), status: 'completed' });
    },
    end: (uid, failure, kind = 'data') => {
      const end = {
        exposure_uid: uid,
        failure: failure === undefined ? null : { kind, reason: failure },
      };
      house.store.transact(() => {
        takeEnd(report(), end);
      });
    },
  };

  function results(uid: number): Record<LiveStage['name'], Record<string, unknown>> {
    const folder = join(project.project_dir, session.session_dir);
    mkdirSync(folder, { recursive: true });
    const file = (name: string): string => join(session.session_dir, name);
    return {
      check: { format: 'mrc', frames: 10, height: 20, width: 30, sidecar: null },
      // The pictures of all are one file.
      motion: { ...motion, preview_img_1x: session.session_dir, preview_img_2x: session.session_dir },
      ctf: { ...ctf, path: file('ctf.json'), diag_image_path: file('ctf.png'), average_defocus: uid },
      pick: {
        total_blob_picks: uid,
        blob_pick_score_median: 0.5,
        picks_cs: file('picks.cs'),
        score_range: [0.1, uid / 4],
        power_range: [-uid, 1],
      },
      extract: { total_extracted_particles: uid, particles_cs: file('particles.cs'), box_size_pix: 64 },
      pick_manual: { picks_cs: file('manual_picks.cs') },
      extract_manual: { total_extracted_particles: 2 * uid, particles_cs: file('manual.cs'), box_size_pix: 64 },
    };
  }
}

const motion = {
  micrograph: 'S1/m.mrc',
  micrograph_non_dw: 'S1/n.mrc',
  background: 'S1/b.mrc',
  background_binfactor: 2,
  rigid_motion: 'S1/r.npy',
  spline_motion: 'S1/s.npy',
  micrograph_shape: [20, 30],
  thumb_shape: [20, 30],
  psize_A: 1,
  frame_start: 0,
  frame_end: 10,
  total_motion_dist: 3,
  max_intra_frame_motion: 1,
};
const ctf = {
  df1_A: 10_000,
  df2_A: 9000,
  df_angle_rad: 0,
  phase_shift_rad: 0,
  cross_corr: 0.4,
  df_range: [9000, 10_000],
  df_tilt_normal: [0, 0, 1],
};

async function until<Value>(look: () => Value | undefined): Promise<Value> {
  for (let i = 0; i < 600; i++) {
    const value = look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come');
}
