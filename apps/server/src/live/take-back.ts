import type { LiveEnd, LiveStage } from '@vitreous/job-kit';
import { isRestoring, mostDeaths, planRetry, stageAfterStep } from '@vitreous/live';
import { exposureGroup, type Exposure, type Job, type Project, type Session } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import { z } from 'zod';
import { notePicture } from '../assets/note-asset.js';
import type { House } from '../house.js';
import { saveJob } from '../jobs/find-job.js';
import { noteReady } from './alerts.js';
import { saveSession } from './find-session.js';
import { judgeExposures } from './judge-exposures.js';
import { isAtWork, leaseMs, movieOf, paramsOf, sessionOfWorker } from './hand-out.js';
import { widenSpan } from './picker-limits.js';
import { stopSession } from './run-session.js';
import { applyStage } from './stage-results.js';

/** A worker and what it reports on. */
export interface Report {
  readonly house: House;
  readonly job: Job;
  readonly project: Project;
}

/** Stores what a stage left; false when the exposure is no longer this worker's. Inside a transaction. */
export function takeStage(report: Report, stage: LiveStage): boolean {
  const { house, job } = report;
  const session = sessionOfWorker(house, job);
  const exposure = session === null ? null : inHandOf(house, session, job, stage.exposure_uid);
  if (session === null || exposure === null) return false;
  const { store } = house;
  const records = JSON.parse(store.exposures.records(exposure._id)) as Record<string, unknown>;
  records[stage.name] = stage.record;
  store.exposures.saveRecords(exposure._id, JSON.stringify(records));
  const now = house.now();
  exposure.updated_at = now.toISOString();
  // Its parameters have changed meanwhile: what was done is kept for what it is, and the rest is another walk.
  if (exposure.parameter_version !== stage.parameter_version) {
    release(exposure);
    store.exposures.save(exposure);
    return false;
  }
  const { attributes } = exposure;
  if (isRestoring(exposure.stage)) exposure.attributes = { ...attributes };
  applyStage(exposure, stage, {
    group: groupOf(session, exposure),
    params: paramsOf(house, session, exposure),
    movie: movieOf(session, exposure),
    nowS: now.getTime() / 1000,
    keepPicture: (path, former) => keepPicture(report, session, path, former),
  });
  // What is restored was measured before.
  exposure.attributes = attributes;
  exposure.stage = stageAfterStep(stage.name, exposure.stage);
  const group = groupOf(session, exposure);
  const isFirstEer = stage.record.result['format'] === 'eer' && !group.is_any_eer;
  if (isFirstEer) group.is_any_eer = true;
  const isWider = stage.name === 'pick' && noteSpan(session, exposure, stage);
  if (isFirstEer || isWider) saveSession(house, session);
  store.exposures.save(exposure);
  const lease_until = new Date(now.getTime() + leaseMs).toISOString();
  store.exposures.changeOne(session, exposure.uid, { lease_until }, exposure.updated_at);
  judgeExposures(house, session, exposure.uid);
  return true;
}

/** Notes what scores and powers the picks of an exposure have; false when that is nothing new. */
function noteSpan({ picking_thresholds: thresholds }: Session, exposure: Exposure, { record }: LiveStage): boolean {
  const { score_range: score = null, power_range: power = null } = pickRanges.parse(record.result);
  return widenSpan(thresholds, exposure.picker_type === 'template' ? 'template' : 'blob', score, power);
}

const range = z.tuple([z.number(), z.number()]).nullish();
const pickRanges = z.object({ score_range: range, power_range: range });

/** An exposure is through, or has failed; inside a transaction. */
export function takeEnd({ house, job }: Report, { exposure_uid: uid, failure }: LiveEnd): void {
  const session = sessionOfWorker(house, job);
  const exposure = session === null ? null : inHandOf(house, session, job, uid);
  if (session === null || exposure === null) return;
  const now = house.now();
  const time = now.toISOString();
  noteGotOver(house, job);
  release(exposure);
  exposure.updated_at = time;
  let notBefore: string | null = null;
  if (failure === null) {
    if (!isRestoring(exposure.stage) && !onlyManual(exposure)) {
      exposure.attributes.ready_at = now.getTime() / 1000;
      noteReady(house, session, exposure);
    }
    exposure.stage = 'ready';
    exposure.priority = 0;
    exposure.fail_count = 0;
  } else if (failure.kind === 'disk') {
    // It is not the exposure's fault: nothing is counted, and nothing goes on before there is room.
    if (isAtWork(session)) {
      const place = { type: 'disk_full' as const, loc: ['session_dir'], input: session.session_dir };
      stopSession(house, session, { ...place, sentence: failure.reason, at: time });
    }
  } else {
    exposure.fail_count += 1;
    exposure.fail_reason = failure.reason.slice(0, 10_000);
    const retry = planRetry(exposure.fail_count);
    if (retry === null) exposure.failed = true;
    else notBefore = new Date(now.getTime() + retry.retryAfterMs).toISOString();
  }
  house.store.exposures.save(exposure);
  const change = { not_before: notBefore, lease_until: null, ...(failure === null ? { deaths: 0 } : {}) };
  house.store.exposures.changeOne(session, uid, change, time);
  judgeExposures(house, session, uid);
}

/** A worker that comes to an end with an exposure has got over what ended it before. */
function noteGotOver(house: House, job: Job): void {
  if (job.errors_run.every(({ warning }) => warning)) return;
  job.errors_run = job.errors_run.map((error) => ({ ...error, warning: true }));
  saveJob(house, job);
}

/** Whether nothing but manual particles was made since an exposure was ready: it is ready since then. */
function onlyManual({ stage, attributes: of }: Exposure): boolean {
  return stage === 'extract_manual' && of.ready_at >= Math.max(of.motion_at, of.ctf_at, of.pick_at, of.extract_at);
}

/** Takes exposures from workers that are gone, or that have said nothing for too long; inside a transaction. */
export function takeFromTheDead(house: House, session: Session, jobOf: (uid: string) => Job | null): void {
  const now = house.now();
  const time = now.toISOString();
  for (const { exposure, lease_until: until, deaths } of house.store.exposures.inHand(session)) {
    const job = exposure.worker_juid === null ? null : jobOf(exposure.worker_juid);
    const alive = job !== null && ['launched', 'started', 'running', 'waiting'].includes(job.status);
    if (alive && until !== null && until > time) continue;
    const heard = Date.parse(job?.heartbeat_at ?? '') + leaseMs;
    if (alive && heard > now.getTime()) {
      const lease_until = new Date(heard).toISOString();
      house.store.exposures.changeOne(session, exposure.uid, { lease_until }, exposure.updated_at);
      continue;
    }
    // A worker that somebody killed says nothing about the exposure.
    const count = job?.status === 'killed' ? deaths : deaths + 1;
    const failed = count >= mostDeaths;
    if (failed) {
      exposure.fail_reason = `${count} workers ended without a word while they had this exposure in hand: it may be what ends them.`;
      exposure.failed = true;
      exposure.fail_count = Math.max(1, exposure.fail_count);
    }
    release(exposure);
    house.store.exposures.save({ ...exposure, updated_at: time });
    const change = { lease_until: null, deaths: count };
    house.store.exposures.changeOne(session, exposure.uid, change, time);
  }
}

function inHandOf({ store }: House, session: Session, job: Job, uid: number): Exposure | null {
  const exposure = store.exposures.first([
    ...equals('project_uid', session.project_uid),
    ...equals('session_uid', session.session_uid),
    ...equals('uid', uid),
  ]);
  return exposure?.in_progress === true && exposure.worker_juid === job.uid ? exposure : null;
}

function release(exposure: Exposure): void {
  exposure.in_progress = false;
  exposure.worker_juid = null;
}

function groupOf(session: Session, { exp_group_id: id }: Exposure): Session['exposure_groups'][number] {
  const none = exposureGroup.parse({ exp_group_id: id, display_num: 0 });
  return session.exposure_groups.find((group) => group.exp_group_id === id) ?? none;
}

function keepPicture({ house, project }: Report, session: Session, path: string, former: string | undefined): string {
  if (former !== undefined) house.store.assets.remove(former);
  const place = { uid: session.session_uid, folder: session.session_dir, what: 'session' } as const;
  return notePicture(house, project, place, path)._id;
}
