import { statSync } from 'node:fs';
import { basename, isAbsolute, join, normalize } from 'node:path';
import type { GridFSFile, Project } from '@vitreous/schema';
import { createId, type Asset } from '@vitreous/store';
import type { House } from '../house.js';
import { isInside } from '../paths/allowed-path.js';
import { Problem } from '../problem.js';

interface AssetFile {
  readonly project_uid: string;
  /** The job that it belongs to, or the session. */
  readonly job_uid: string;
  /** Relative to the project. */
  readonly path: string;
  /** Bytes. */
  readonly length: number;
  /** Usually the file's own. */
  readonly filename?: string;
  /** Usually that of a picture. */
  readonly contentType?: GridFSFile['contentType'];
  readonly id?: string;
}

type Where = Pick<House, 'store' | 'now'>;

/** Notes a file of a project as an asset. */
export function noteAsset({ store, now }: Where, { id, ...file }: AssetFile): Asset {
  const time = now();
  const at = time.toISOString();
  const asset: Asset = {
    _id: id ?? createId(time.getTime()),
    created_at: at,
    updated_at: at,
    uploadDate: at,
    filename: basename(file.path),
    contentType: file.path.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
    chunkSize: file.length,
    ...file,
  };
  store.assets.insert(asset);
  return asset;
}

/**
 * Notes a picture that a worker left in the folder of its job or session.
 *
 * @throws Problem 422 when it lies elsewhere.
 */
export function notePicture(
  where: Where,
  project: Project,
  { uid, folder, what }: { uid: string; folder: string; what: 'job' | 'session' },
  path: string,
): Asset {
  const file = normalize(join(project.project_dir, path));
  if (isAbsolute(path) || !isInside(join(project.project_dir, folder), file)) {
    throw new Problem(422, `${path} is not in the ${what}'s folder.`);
  }
  return noteAsset(where, { project_uid: project.uid, job_uid: uid, path, length: statSync(file).size });
}
