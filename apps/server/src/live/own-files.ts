import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import type { Session } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';
import { isInside } from '../paths/allowed-path.js';

/** A file that lies in a session's folder. */
export interface OwnFile {
  /** From the session's folder on. */
  readonly relative: string;
  /** On disk. */
  readonly bytes: number;
  /** Device and number of the file. */
  readonly identity: string;
}

/**
 * The folder of a session without symbolic links.
 *
 * @throws UserError when it is not a real folder in the project's own: whoever follows a link there works elsewhere.
 */
export async function findOwnFolder({ store }: House, session: Session): Promise<string> {
  const project = store.projects.first(equals('uid', session.project_uid));
  if (project === null) throw new UserError(`Project ${session.project_uid} is gone.`);
  const root = await realpath(project.project_dir).catch(() => null);
  if (root === null) throw new UserError(`${project.project_dir} cannot be read. Is the disk there?`);
  const folder = join(root, session.session_dir);
  const real = await realpath(folder).catch(() => null);
  if (real === null || real !== folder || folder === root || !isInside(root, folder)) {
    throw new UserError(`${folder} is not a folder of the project itself: a link leads elsewhere, or it is gone.`);
  }
  return folder;
}

/** The files below a folder without symbolic links. Links are not followed, and are no files. */
export async function* listOwnFiles(root: string): AsyncGenerator<OwnFile> {
  const waiting = [''];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = join(root, next);
    if ((await realpath(folder).catch(() => null)) !== folder) continue;
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const relative = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(relative);
      else if (entry.isFile()) {
        const info = await lstat(join(root, relative)).catch(() => null);
        if (info?.isFile() === true) {
          yield { relative, bytes: info.blocks * 512, identity: `${info.dev}:${info.ino}` };
        }
      }
    }
  }
}

/** The files that a session was given: they are never its own, wherever they lie. */
export interface GivenFiles {
  readonly movies: number;
  readonly found: number;
  readonly bytes: number;
  /** As `OwnFile.identity`. */
  readonly identities: ReadonlySet<string>;
}

/** Files that are looked at in one go. */
const batch = 64;

export async function findGivenFiles({ store }: House, session: Session): Promise<GivenFiles> {
  const { exposure_groups: groups, params } = session;
  const movies = groups.flatMap(({ exp_group_id: id }) => store.exposures.paths(session, id));
  const others = [...groups.flatMap((group) => [group.gainref_path, group.defect_path]), params.templates_selected];
  const identities = new Set<string>();
  let [found, bytes] = [0, 0];
  for (let first = 0; first < movies.length; first += batch) {
    const some = await Promise.all(movies.slice(first, first + batch).map((path) => stat(path).catch(() => null)));
    for (const info of some) {
      if (info === null) continue;
      found++;
      bytes += info.size;
      identities.add(`${info.dev}:${info.ino}`);
    }
  }
  for (const path of others) {
    const info = path === null ? null : await stat(path).catch(() => null);
    if (info !== null) identities.add(`${info.dev}:${info.ino}`);
  }
  return { movies: movies.length, found, bytes, identities };
}
