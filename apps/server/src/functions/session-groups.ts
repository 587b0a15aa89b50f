import { stat } from 'node:fs/promises';
import {
  exposureGroup as groupModel,
  type ExposureGroup,
  type ExposureGroupUpdate,
  type Session,
} from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { Call, Handlers } from '../house.js';
import { changeSession, findSession } from '../live/find-session.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { conflict, invalid, notFound } from '../problem.js';
import { nextGroupId } from './sessions.js';

/** Exposure groups: where a session's movies are found. */
export const sessionGroupFunctions: Handlers = {
  'sessions.find_exposure_groups': (call, { project_uid, session_uid }) =>
    findSession(call, project_uid, session_uid).exposure_groups,

  'sessions.find_exposure_group': (call, { project_uid, session_uid, exposure_group_id }) =>
    requireGroup(findSession(call, project_uid, session_uid), exposure_group_id),

  'sessions.create_exposure_group': (call, { project_uid, session_uid }) => {
    let id = 0;
    const session = changeSession(call, project_uid, session_uid, ({ exposure_groups: groups }) => {
      id = nextGroupId(call, project_uid);
      const display = Math.max(0, ...groups.map((group) => group.display_num)) + 1;
      groups.push(groupModel.parse({ exp_group_id: id, display_num: display }));
    });
    return requireGroup(session, id);
  },

  'sessions.update_exposure_group': async (call, { project_uid, session_uid, exposure_group_id, body }) => {
    const before = requireGroup(findSession(call, project_uid, session_uid), exposure_group_id);
    const update = await checkUpdate(call, before, body);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      const group = requireGroup(one, exposure_group_id);
      const fixed = listFixed(group, update);
      if (group.final && fixed.length > 0) {
        throw conflict(`Exposure group ${exposure_group_id} is final: ${fixed.join(', ')} can no longer change.`);
      }
      if (group.ignore_exposures && !update.ignore_exposures) {
        // What came in while the group was ignored is taken up.
        const own = equals('exp_group_id', exposure_group_id);
        call.store.exposures.changeMany(one, own, { ignored: false }, call.now().toISOString());
      }
      Object.assign(group, update);
    });
    return requireGroup(session, exposure_group_id);
  },

  'sessions.finalize_exposure_group': async (call, { project_uid, session_uid, exposure_group_id }) => {
    const before = requireGroup(findSession(call, project_uid, session_uid), exposure_group_id);
    if (before.file_engine_watch_path_abs === '/') {
      throw conflict(
        `Exposure group ${exposure_group_id} has no folder to watch: set file_engine_watch_path_abs first.`,
      );
    }
    await requireFolder(call, before.file_engine_watch_path_abs);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      requireGroup(one, exposure_group_id).final = true;
    });
    return requireGroup(session, exposure_group_id);
  },

  'sessions.delete_exposure_group': (call, { project_uid, session_uid, exposure_group_id }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      const group = requireGroup(session, exposure_group_id);
      const found = call.store.exposures.count([
        ...equals('project_uid', project_uid),
        ...equals('session_uid', session_uid),
        ...equals('exp_group_id', exposure_group_id),
      ]);
      if (found > 0) {
        throw conflict(
          `Exposure group ${exposure_group_id} has ${found} exposures: clear the session first, or disable it.`,
        );
      }
      session.exposure_groups = session.exposure_groups.filter((one) => one !== group);
    }),
};

export function requireGroup({ session_uid, exposure_groups: groups }: Session, id: number): ExposureGroup {
  const group = groups.find((one) => one.exp_group_id === id);
  if (group === undefined) throw notFound(`Exposure group ${id} of ${session_uid}`);
  return group;
}

/** What differs of a group that may no longer change once it is final. */
function listFixed(group: ExposureGroup, update: ExposureGroupUpdate): string[] {
  const free = new Set(['ignore_exposures', 'file_engine_enable', 'file_engine_interval']);
  const names = Object.keys(update) as (keyof ExposureGroupUpdate)[];
  return names.filter((name) => !free.has(name) && update[name] !== group[name]);
}

/** What can be told of a group's fields before it is watched. @throws Problem 422, or 403 for a path that is not open. */
export async function checkUpdate(
  call: Call,
  before: ExposureGroup,
  body: ExposureGroupUpdate,
): Promise<ExposureGroupUpdate> {
  const refuse = (name: keyof ExposureGroupUpdate, sentence: string): never => {
    throw invalid('body', name, sentence, body[name]);
  };
  if (body.file_engine_interval < 1) refuse('file_engine_interval', 'Expected at least 1 second.');
  if (body.file_engine_min_file_size < 0) refuse('file_engine_min_file_size', 'Expected a number of bytes.');
  if (body.file_engine_min_modified_time_delta < 0) {
    refuse('file_engine_min_modified_time_delta', 'Expected a number of seconds.');
  }
  const { file_engine_filter: filter } = body;
  if (filter === '' || filter.length > 500) refuse('file_engine_filter', 'Expected a pattern such as *.tiff.');
  const { file_engine_watch_path_abs: watched } = body;
  if (watched !== '/' && watched !== before.file_engine_watch_path_abs) await requireFolder(call, watched);
  for (const name of ['gainref_path', 'defect_path'] as const) {
    const path = body[name];
    if (path === null || path === before[name]) continue;
    const resolved = await resolveAllowed(call, name, path);
    if ((await stat(resolved).catch(() => null))?.isFile() !== true) refuse(name, 'There is no such file.');
  }
  return body;
}

/** @throws Problem unless it is a folder that exists and that the caller may use. */
async function requireFolder(call: Call, path: string): Promise<void> {
  const resolved = await resolveAllowed(call, 'file_engine_watch_path_abs', path);
  if ((await stat(resolved).catch(() => null))?.isDirectory() === true) return;
  throw invalid('body', 'file_engine_watch_path_abs', 'There is no such folder.', path);
}
