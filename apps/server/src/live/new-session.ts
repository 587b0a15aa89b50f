import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { session as sessionModel, type Session } from '@vitreous/schema';
import { createId } from '@vitreous/store';
import { callerOf, type Call } from '../house.js';
import { findOpenProject } from '../projects/find-project.js';
import { updateStatistics } from '../projects/statistics.js';
import { saveSession } from './find-session.js';

export interface NewSession {
  readonly title: string;
  readonly description: string | null;
  readonly created_by_job_uid: string | null;
}

/** Puts a new session into the database, inside a transaction; `like` gives its configuration. */
export function insertSession(
  call: Call,
  projectUid: string,
  wanted: NewSession,
  like: Partial<Session> = {},
): Session {
  const project = findOpenProject(call, projectUid);
  const now = call.now();
  const [workspace, number] = [
    call.store.counters.next(`${projectUid}/workspace`),
    call.store.counters.next(`${projectUid}/session`),
  ];
  const created = sessionModel.parse({
    ...like,
    ...wanted,
    _id: createId(now.getTime()),
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    uid: `W${workspace}`,
    uid_num: workspace,
    session_uid: `S${number}`,
    session_uid_num: number,
    session_dir: `S${number}`,
    project_uid: projectUid,
    project_uid_num: project.uid_num,
    workspace_type: 'live',
    created_by_user_id: callerOf(call)._id,
    errors: [],
  });
  call.store.workspaces.insert(created);
  call.store.sessionParams.set(created, created.parameter_version, created.params);
  saveSession(call, created);
  updateStatistics(call, projectUid);
  return created;
}

export async function makeSessionFolder(call: Call, session: Session): Promise<void> {
  const { project_dir: directory } = findOpenProject(call, session.project_uid);
  await mkdir(join(directory, session.session_dir), { recursive: true });
}
