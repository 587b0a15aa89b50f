import { stat } from 'node:fs/promises';
import { exposureAttributes } from '@vitreous/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOfRequest } from '../http/request-caller.js';
import { findExposure } from '../functions/exposures.js';
import { requireGroup } from '../functions/session-groups.js';
import { callerOf, type Call, type House } from '../house.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { conflict, invalid, notFound, Problem } from '../problem.js';
import { findProject } from '../projects/find-project.js';
import { resolveInProject } from '../projects/project-file.js';
import { changePickLimits } from './change-pick-limits.js';
import type { FileEngine } from './file-engine.js';
import { changeSession, findSession, requireStatus } from './find-session.js';
import { refreshData } from './measure-session.js';
import { rejectExposures } from './reject-exposures.js';
import { requireSessionJob } from './session-jobs.js';
import { sendGreyMicrograph } from './grey-micrograph.js';
import { describeRefinement } from './streaming-refinement.js';

const place = { project_uid: z.string(), session_uid: z.string() };
const seriesNames = z.enum([
  ...exposureAttributes,
  'failed',
  'manual_reject',
  'threshold_reject',
  'test',
  'exp_group_id',
]);
const asList = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
const seriesQuery = z.strictObject({ ...place, name: z.preprocess(asList, z.array(seriesNames).min(1)) });
const exposureQuery = z.strictObject({ ...place, uid: z.coerce.number().int() });
const refinementQuery = z.strictObject(place);
const notesBody = z.strictObject({
  ...place,
  notes: z.string().max(1_000_000).optional(),
  lock: z.boolean().optional(),
});
const strategyBody = z.strictObject({
  ...place,
  exp_group_id: z.int(),
  file_engine_strategy: z.enum(['entity', 'timestamp', 'eclathena']),
});
const rejectBody = z.strictObject({ ...place, uids: z.array(z.int()).max(1_000_000), reject: z.boolean() });
const limitsBody = z
  .strictObject({
    ...place,
    picker: z.enum(['blob', 'template']),
    score_min: z.number(),
    power_min: z.number().nullable(),
    power_max: z.number().nullable(),
  })
  .refine(({ power_min, power_max }) => power_min === null || power_max === null || power_min <= power_max, {
    path: ['power_min'],
    message: 'Expected no more than power_max.',
  });
const sessionBody = z.strictObject(place);
const announcement = z.strictObject({ ...place, exp_group_id: z.int(), paths: z.array(z.string()).min(1).max(1000) });

/** What the interface has no function for: docs/live-sessions.md describes them. */
export function registerWatchingRoutes(app: FastifyInstance, house: House, files: Pick<FileEngine, 'announce'>): void {
  app.get('/live/series', (request, reply) => {
    const { name: names, ...key } = seriesQuery.parse(request.query);
    findSession(callOf(house, request), key.project_uid, key.session_uid);
    const columns = ['uid' as const, ...new Set(names)];
    const series = house.store.exposures.series(key, columns);
    const members = columns.map((column, index) => `${JSON.stringify(column)}:${series[index] ?? '[]'}`);
    return reply.type('application/json').send(`{${members.join(',')}}`);
  });

  app.get('/live/exposure', (request) => {
    const { project_uid, session_uid, uid } = exposureQuery.parse(request.query);
    const exposure = findExposure(callOf(house, request), project_uid, session_uid, uid);
    return { uid, stages: JSON.parse(house.store.exposures.records(exposure._id)) as unknown };
  });

  app.get('/live/micrograph', async (request, reply) => {
    const { project_uid, session_uid, uid } = exposureQuery.parse(request.query);
    const call = callOf(house, request);
    const path = findExposure(call, project_uid, session_uid, uid).groups.exposure.micrograph_blob?.path;
    const target = path && (await resolveInProject(call, findProject(call, project_uid), 'path', path));
    if (!target || (await stat(target).catch(() => null)) === null) {
      throw notFound(`The corrected micrograph of exposure ${uid}`);
    }
    return sendGreyMicrograph(reply, target);
  });

  app.get('/live/refinement', (request) => {
    const key = refinementQuery.parse(request.query);
    const call = callOf(house, request);
    return describeRefinement(call, findSession(call, key.project_uid, key.session_uid));
  });

  app.post('/live/refinement/restart', (request) => {
    const { project_uid, session_uid } = sessionBody.parse(request.body);
    const call = callOf(house, request);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      requireSessionJob(call, one, one.phase2_refine_job, 'streaming refinement');
      one.phase2_refine_restart = true;
    });
    return { job_uid: session.phase2_refine_job };
  });

  app.post('/live/reject', (request) => {
    const { uids, reject, ...key } = rejectBody.parse(request.body);
    return { changed: rejectExposures(callOf(house, request), key, uids, reject) };
  });

  app.post('/live/pick-limits', (request) => {
    const wanted = limitsBody.parse(request.body);
    return changePickLimits(callOf(house, request), wanted).picking_thresholds;
  });

  app.post('/live/notes', (request) => {
    const call = callOf(house, request);
    const { project_uid, session_uid, notes, lock } = notesBody.parse(request.body);
    const { name } = callerOf(call);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      if (one.notes_lock !== null && one.notes_lock !== name)
        throw conflict(`${one.notes_lock} is writing these notes.`);
      if (notes !== undefined) one.notes = notes;
      if (lock !== undefined) one.notes_lock = lock ? name : null;
    });
    return { notes: session.notes, notes_lock: session.notes_lock };
  });

  app.post('/live/strategy', (request) => {
    const call = callOf(house, request);
    const { project_uid, session_uid, exp_group_id, file_engine_strategy } = strategyBody.parse(request.body);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      const group = requireGroup(one, exp_group_id);
      if (group.final) throw conflict(`Exposure group ${exp_group_id} is final: its strategy can no longer change.`);
      group.file_engine_strategy = file_engine_strategy;
    });
    return requireGroup(session, exp_group_id);
  });

  app.post('/live/measure', async (request) => {
    const key = sessionBody.parse(request.body);
    const call = callOf(house, request);
    findSession(call, key.project_uid, key.session_uid);
    await refreshData(house, key);
    return findSession(call, key.project_uid, key.session_uid).data_management;
  });

  app.post('/live/announce', async (request) => {
    const call = callOf(house, request);
    const { project_uid, session_uid, exp_group_id, paths } = announcement.parse(request.body);
    const session = findSession(call, project_uid, session_uid);
    requireStatus(session, ['running'], 'announce exposures to it');
    const group = requireGroup(session, exp_group_id);
    if (!group.final) throw conflict(`Exposure group ${exp_group_id} is not final yet.`);
    const found = await Promise.all(
      paths.map(async (path) => {
        const look = await stat(await resolveAllowed(call, 'paths', path)).catch(() => null);
        if (look?.isFile() !== true) throw invalid('body', 'paths', 'There is no such file.', path.slice(0, 500));
        return { path, size: look.size, mtimeMs: look.mtimeMs };
      }),
    );
    return { added: files.announce(session, exp_group_id, found) };
  });
}

function callOf(house: House, request: FastifyRequest): Call {
  const caller = callerOfRequest(house, request);
  if (caller === null) throw new Problem(401, 'Log in first: the token is missing, expired or revoked.');
  return { ...house, caller, address: request.ip };
}
