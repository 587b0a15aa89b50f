import { listSessionErrors } from '@vitreous/live';
import type { Session } from '@vitreous/schema';
import { equals, type SessionKey } from '@vitreous/store';
import type { Call, House } from '../house.js';
import { conflict, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { readFacts } from './engine-facts.js';

/** A session of a project that the caller may use. @throws Problem 404 otherwise. */
export function findSession(call: Call, projectUid: string, sessionUid: string): Session {
  findProject(call, projectUid);
  const session = readSession(call, { project_uid: projectUid, session_uid: sessionUid });
  if (session === null) throw notFound(`Session ${projectUid} ${sessionUid.slice(0, 40)}`);
  return session;
}

/** A session that is not deleted; null otherwise. */
export function readSession({ store }: Pick<House, 'store'>, { project_uid, session_uid }: SessionKey): Session | null {
  const found = store.workspaces.first([
    ...equals('project_uid', project_uid),
    ...equals('session_uid', session_uid),
    ...equals('deleted', false),
  ]);
  return found?.workspace_type === 'live' ? found : null;
}

/** Changes a session all or nothing; what is wrong with it is found anew. @throws Problem 404 or 409. */
export function changeSession(
  call: Call,
  projectUid: string,
  sessionUid: string,
  change: (session: Session) => void,
): Session {
  const changed = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const session = findSession(call, projectUid, sessionUid);
    if (session.deleting) throw conflict(`${sessionUid} is being deleted.`);
    change(session);
    saveSession(call, session);
    return session;
  });
  call.wakeMirror();
  call.wakeSessions();
  return changed;
}

/** Writes a changed session, inside a transaction. */
export function saveSession(house: House, session: Session): void {
  const lanes = house.store.lanes.all().map(({ name }) => name);
  session.errors = [...listSessionErrors(session, lanes), ...troubleOf(house, session)];
  session.updated_at = house.now().toISOString();
  session.autodump = true;
  house.store.workspaces.save(session);
}

function troubleOf(house: House, session: Session): Session['errors'] {
  const { trouble } = readFacts(house, session);
  if (trouble === null) return [];
  const { type, loc, sentence } = trouble;
  return [{ type, loc, input: sentence, input_type: 'string' }];
}

/** @throws Problem 409 unless the session's status is one of these. */
export function requireStatus(session: Session, allowed: readonly Session['status'][], what: string): void {
  if (allowed.includes(session.status)) return;
  throw conflict(`${session.session_uid} is ${session.status}: to ${what} it must be ${allowed.join(' or ')}.`);
}
