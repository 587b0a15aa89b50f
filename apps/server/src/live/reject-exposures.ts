import { among, equals } from '@vitreous/store';
import type { Call } from '../house.js';
import { findOpenProject } from '../projects/find-project.js';
import { findSession } from './find-session.js';

/** Rejects exposures by hand, or takes that back, all in one change; answers how many were not so before. */
export function rejectExposures(
  call: Call,
  { project_uid, session_uid }: { readonly project_uid: string; readonly session_uid: string },
  uids: readonly number[],
  reject: boolean,
): number {
  const changed = call.store.transact(() => {
    findOpenProject(call, project_uid);
    const session = findSession(call, project_uid, session_uid);
    const due = [...among('uid', uids), ...equals('manual_reject', !reject), ...equals('deleted', false)];
    return call.store.exposures.changeMany(session, due, { manual_reject: reject }, call.now().toISOString());
  });
  call.wakeMirror();
  call.wakeSessions();
  return changed;
}
