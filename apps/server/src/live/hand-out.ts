import { basename, join } from 'node:path';
import type { LiveAnswer, LiveTask } from '@vitreous/job-kit';
import { isRestoring, processingOrder, restoringStages } from '@vitreous/live';
import type { Exposure, Job, LivePreprocessingParams, Session } from '@vitreous/schema';
import { among, equals, type Condition, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { readSession, saveSession } from './find-session.js';

/** A worker that is not heard of for so long has lost its exposure. Its heartbeats come every few seconds. */
export const leaseMs = 60_000;
/** How long a worker without work waits before it asks again. */
const idleMs = 700;
/** An on-demand worker that finds nothing for so long gives its processors back. */
const patienceMs = 30_000;

/** What can be taken: the words of the index `exposures_due`, which the database must recognise. */
const due: Condition = {
  sql: `deleted = 0 AND failed = 0 AND in_progress = 0 AND ignored = 0 AND stage NOT IN ('ready', 'compacted')`,
  values: [],
};

/** What a session has to do in the state that it is in: one that is restored does nothing else. */
function dueIn({ status }: Pick<Session, 'status'>): Condition[] {
  return [due, ...(status === 'restoring' ? among('stage', restoringStages) : [])];
}

export function countDue({ store }: House, session: SessionKey & Pick<Session, 'status'>): number {
  return store.exposures.count([
    ...equals('project_uid', session.project_uid),
    ...equals('session_uid', session.session_uid),
    ...dueIn(session),
  ]);
}

/** Whether a session gives exposures to workers. */
export function isAtWork({ status }: Pick<Session, 'status'>): boolean {
  return status === 'running' || status === 'restoring';
}

/** The session that a worker's job works for. */
export function sessionOfWorker(house: House, job: Job): Session | null {
  const { session_uid } = job.spec.params;
  return typeof session_uid === 'string' ? readSession(house, { project_uid: job.project_uid, session_uid }) : null;
}

/** Gives a worker its next exposure, or says that it shall wait or end; inside a transaction. */
export function handOut(house: House, job: Job, idleSince: Map<string, number>): LiveAnswer {
  const session = sessionOfWorker(house, job);
  if (session === null || !isAtWork(session) || session.phase_one_workers_soft_kill.includes(job.uid))
    return { kind: 'end' };
  const now = house.now();
  const { order, taken } = processingOrder(
    session.exposure_processing_priority,
    session.last_processed_exposure_priority,
  );
  const ripe: Condition = { sql: '(not_before IS NULL OR not_before <= ?)', values: [now.toISOString()] };
  const next = house.store.exposures.firstInOrder(session, [...dueIn(session), ripe], order);
  const place = `${job.project_uid} ${job.uid}`;
  if (next === null) {
    const since = idleSince.get(place) ?? now.getTime();
    idleSince.set(place, since);
    const enough = session.phase_one_wait_for_exposures && now.getTime() - since > patienceMs;
    return enough ? { kind: 'end' } : { kind: 'wait', ms: idleMs };
  }
  idleSince.delete(place);
  if (session.last_processed_exposure_priority !== taken) {
    session.last_processed_exposure_priority = taken;
    saveSession(house, session);
  }
  const { exposure } = next;
  const version = exposure.parameter_version ?? session.parameter_version;
  house.store.exposures.changeOne(
    session,
    exposure.uid,
    {
      in_progress: true,
      worker_juid: job.uid,
      parameter_version: version,
      lease_until: new Date(now.getTime() + leaseMs).toISOString(),
    },
    now.toISOString(),
  );
  return { kind: 'exposure', task: describeTask(house, session, { ...exposure, parameter_version: version }) };
}

function describeTask(house: House, session: Session, exposure: Exposure): LiveTask {
  const group = session.exposure_groups.find(({ exp_group_id: id }) => id === exposure.exp_group_id);
  return {
    exposure_uid: exposure.uid,
    parameter_version: exposure.parameter_version ?? session.parameter_version,
    source: exposure.abs_file_path,
    movie: movieOf(session, exposure),
    gain: group?.gainref_path ?? null,
    defects: group?.defect_path ?? null,
    session_dir: session.session_dir,
    params: paramsOf(house, session, exposure),
    manual_picks: wantsManual(exposure) ? exposure.groups.particle_manual.location : null,
    restoring: isRestoring(exposure.stage),
    records: house.store.exposures.records(exposure._id),
  };
}

/** Whether an exposure's manual picks were asked to be extracted: then they have a file. */
function wantsManual({ groups: { particle_manual: manual } }: Exposure): boolean {
  return manual.path !== '.';
}

/** The link to the movie: names in different folders may be the same, numbers are not. */
export function movieOf(session: Session, { uid, abs_file_path: path }: Exposure): string {
  return join(session.session_dir, 'import_movies', `${String(uid).padStart(6, '0')}_${basename(path)}`);
}

/** What an exposure is processed with: a trial's own parameters, or those of its version. */
export function paramsOf(house: House, session: Session, exposure: Exposure): LivePreprocessingParams {
  if (exposure.test && exposure.test_parameters !== null) return exposure.test_parameters;
  const version = exposure.parameter_version ?? session.parameter_version;
  return house.store.sessionParams.get(session, version) ?? session.params;
}
