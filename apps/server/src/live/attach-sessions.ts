import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { exposure as exposureModel, type Exposure, type Session, type Workspace } from '@vitreous/schema';
import { createId } from '@vitreous/store';
import { z } from 'zod';
import { noteAsset } from '../assets/note-asset.js';
import type { Call } from '../house.js';
import { isAllowed, followLinks } from '../paths/allowed-path.js';
import { readRecord } from '../projects/attach.js';
import { exposuresFolder } from './mirror-exposures.js';

/** A record of a session's folder, from outside. */
const stored = z.object({
  exposure: exposureModel,
  records: z.record(
    z.string(),
    z.object({ key: z.string(), seconds: z.number(), result: z.record(z.string(), z.unknown()) }),
  ),
});
type Stored = z.output<typeof stored>;

/** What a session's folder holds. */
export interface SessionContents {
  readonly session: Session;
  readonly exposures: readonly Stored[];
}

/** Reads the exposures of the sessions of a directory; what cannot be read is named in `failures`. */
export async function readSessions(
  call: Call,
  directory: string,
  workspaces: readonly (Workspace | Session)[],
  failures: string[],
): Promise<SessionContents[]> {
  const contents: SessionContents[] = [];
  for (const session of workspaces) {
    if (session.workspace_type !== 'live') continue;
    const folder = join(directory, session.session_dir, exposuresFolder);
    const names = await readdir(folder).catch(() => []);
    const exposures: Stored[] = [];
    for (const name of names.filter((one) => /^\d+\.json$/.test(one))) {
      const one = await readRecord(join(folder, name), stored);
      const good =
        one !== null && `${one.exposure.uid}.json` === name && (await isOpen(call, one, session.session_dir));
      if (good) exposures.push(one);
      else failures.push(join(session.session_dir, exposuresFolder, name));
    }
    contents.push({ session, exposures: exposures.sort((a, b) => a.exposure.uid - b.exposure.uid) });
  }
  return contents;
}

/** A session's record as it may come from outside: its folder is its own, and nothing runs. */
export function tameSession(session: Session): Session | null {
  if (!/^S\d+$/.test(session.session_uid) || session.session_dir !== session.session_uid) return null;
  return {
    ...session,
    status: session.status === 'running' ? 'paused' : session.status,
    file_engine_status: 'inactive',
    phase_one_workers: {},
    phase_one_workers_soft_kill: [],
    is_gracefully_pausing: false,
  };
}

/** Puts the exposures of a session that came from a directory into the database, inside a transaction. */
export function insertExposures(call: Call, session: Session, { exposures }: SessionContents): void {
  const { store } = call;
  const { project_uid, session_uid } = session;
  store.sessionParams.set(session, session.parameter_version, session.params);
  for (const { exposure, records } of exposures) {
    const own = { project_uid, session_uid, in_progress: false, worker_juid: null, test: false, test_parameters: null };
    const record: Exposure = { ...exposure, ...own };
    if (store.exposures.get(record._id) !== null || !/^[0-9a-f]{24}$/.test(record._id)) record._id = createId();
    const { preview_img_1x: single, preview_img_2x: double } = records['motion']?.result ?? {};
    record.preview_img_1x = keepPicture(call, session, single);
    record.preview_img_2x = keepPicture(call, session, double);
    if (!store.exposures.insert(record, { file_time: Date.parse(record.discovered_at), ignored: false })) continue;
    store.exposures.saveRecords(record._id, JSON.stringify(records));
  }
}

function keepPicture(call: Call, { project_uid, session_uid }: Session, path: unknown): string[] {
  if (typeof path !== 'string') return [];
  return [noteAsset(call, { project_uid, job_uid: session_uid, path, length: 0 })._id];
}

/** Files that stages name lie in the session's folder; the movie lies where whoever attaches may look. */
async function isOpen(call: Call, { exposure, records }: Stored, sessionDir: string): Promise<boolean> {
  const stays = (path: string): boolean => !isAbsolute(path) && normalize(path).startsWith(`${sessionDir}/`);
  for (const { result } of Object.values(records)) {
    for (const value of Object.values(result)) {
      if (typeof value === 'string' && value.includes('/') && !stays(value)) return false;
    }
  }
  if (exposure.stage !== 'found' && records['check'] === undefined) return false;
  const movie = isAbsolute(exposure.abs_file_path) ? await followLinks(exposure.abs_file_path) : null;
  // A movie that is gone is no reason to forget what was made of it.
  if (movie === null) return !(await exists(exposure.abs_file_path));
  return isAllowed(call, movie);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
